// dX[i, c] = slots[i] < 0 ? dY[i, c] : 0
// dY, dX [n, d], slots [n]. One thread: one quad of dX.
struct Params { n: u32, d4: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(2) var<storage, read_write> slots: array<i32>;
@group(0) @binding(3) var<storage, read_write> dx: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.n * p.d4) { return; }
  if (slots[i / p.d4] < 0) {
    dx[i] = dy[i];
  } else {
    dx[i] = narrow(vec4<f32>());
  }
}
