// Y[i, c] = slots[i] < 0 ? X[i, c] : V[slots[i], c]
// X [n, d], V [k, d] f32, slots [n], Y [n, d]. One thread: one quad of Y.
struct Params { n: u32, d4: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> vectors: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> slots: array<i32>;
@group(0) @binding(4) var<storage, read_write> y: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.n * p.d4) { return; }
  let slot = slots[i / p.d4];
  if (slot < 0) {
    y[i] = x[i];
  } else {
    y[i] = narrow(vectors[u32(slot) * p.d4 + i % p.d4]);
  }
}
