// Y[r, c] = X[r, c] * gelu(X[r, half + c])
// X [rows, 2 * half], Y [rows, half], half a multiple of four. One thread: one quad of Y.
struct Params { rows: u32, half4: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> y: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.rows * p.half4) { return; }
  let at = i / p.half4 * p.half4 * 2u + i % p.half4;
  y[i] = narrow(wide(x[at]) * activate(3u, wide(x[at + p.half4])));
}
