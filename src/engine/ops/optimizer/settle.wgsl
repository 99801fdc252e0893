// After AdamW, each vector by itself:
//   |v| += pull * (norm - |v|) along its own direction, where pull > 0 and v is not zero;
//   average += share * (v - average);
//   verdict[8 + row] = |v|, which is also measured where the update was skipped.
// vectors, average [k, d] f32 (average may be absent); settings and verdict as in decide.wgsl. One thread: one vector.
struct Params { vectors: u32, c4: u32, has_average: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> vectors: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> average: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> settings: array<f32>;
@group(0) @binding(4) var<storage, read_write> verdict: array<f32>;

fn norm_of(row: u32) -> f32 {
  var squares = 0.0;
  for (var q = 0u; q < p.c4; q++) {
    let v = vectors[row * p.c4 + q];
    squares += dot(v, v);
  }
  return sqrt(squares);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let row = flat(id, groups);
  if (row >= p.vectors) { return; }
  let applied = verdict[0] == 1.0;
  let norm = norm_of(row);
  var kept = norm;
  if (applied && settings[7] > 0.0 && norm > 0.0) {
    kept = norm + settings[7] * (settings[8] - norm);
    for (var q = 0u; q < p.c4; q++) { vectors[row * p.c4 + q] *= kept / norm; }
  }
  if (applied && p.has_average == 1u) {
    for (var i = row * p.c4; i < (row + 1u) * p.c4; i++) { average[i] += verdict[6] * (vectors[i] - average[i]); }
  }
  verdict[8u + row] = kept;
}
