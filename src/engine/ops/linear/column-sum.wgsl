// Y[g, n] = sum over the `rows` rows of group g of X[g * rows + i, n]
// X [groups * rows, n], Y [groups, n]; f32 sums. Gradient of a bias (one group) or of a per-sample vector.
// One thread: one quad of Y. flat id = g * n4 + quad.
struct Params { groups: u32, rows: u32, n4: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> y: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.groups * p.n4) { return; }
  let start = i / p.n4 * p.rows * p.n4 + i % p.n4;
  var sum = vec4<f32>();
  for (var r = 0u; r < p.rows; r++) { sum += wide(x[start + r * p.n4]); }
  y[i] = narrow(sum);
}
