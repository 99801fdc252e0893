// dT[v, c] = sum over i with ids[i] = v of dY[i, c]
// ids [n], dY [n, d], dT [v, d]; f32 sums in the order of i. One thread: one quad of dT.
struct Params { n: u32, d4: u32, v: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> ids: array<i32>;
@group(0) @binding(2) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(3) var<storage, read_write> dtable: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let at = flat(id, groups);
  if (at >= p.v * p.d4) { return; }
  let row = i32(at / p.d4);
  var sum = vec4<f32>();
  for (var i = 0u; i < p.n; i++) {
    if (ids[i] == row) { sum += wide(dy[i * p.d4 + at % p.d4]); }
  }
  dtable[at] = narrow(sum);
}
