// Y[i, c] = T[ids[i], c]
// ids [n], T [v, d], Y [n, d]. One thread: one quad of Y.
struct Params { n: u32, d4: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> ids: array<i32>;
@group(0) @binding(2) var<storage, read_write> table: array<Quad>;
@group(0) @binding(3) var<storage, read_write> y: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.n * p.d4) { return; }
  y[i] = table[u32(ids[i / p.d4]) * p.d4 + i % p.d4];
}
