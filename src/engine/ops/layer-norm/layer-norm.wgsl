// y = (x - mean) * rstd * gamma + beta, mean and rstd = 1 / sqrt(variance + eps) of each row
// x, y [rows, c], gamma, beta [c], stats [rows] vec2 (mean, rstd). f32; the variance by a second pass over the row.
// One thread: one row.
struct Params { rows: u32, c: u32, eps: f32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> gamma: array<Weight>;
@group(0) @binding(3) var<storage, read_write> beta: array<Weight>;
@group(0) @binding(4) var<storage, read_write> y: array<Quad>;
@group(0) @binding(5) var<storage, read_write> stats: array<vec2<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let row = flat(id, groups);
  if (row >= p.rows) { return; }
  let c4 = (p.c + 3u) / 4u;
  let start = row * c4;
  var sum = vec4<f32>();
  for (var q = 0u; q < c4; q++) { sum += wide(x[start + q]); }
  let mean = dot(sum, vec4<f32>(1.0)) / f32(p.c);
  var squares = vec4<f32>();
  for (var q = 0u; q < c4; q++) {
    let distance = keep(wide(x[start + q]) - mean, q, p.c);
    squares += distance * distance;
  }
  let rstd = 1.0 / sqrt(dot(squares, vec4<f32>(1.0)) / f32(p.c) + p.eps);
  for (var q = 0u; q < c4; q++) {
    let v = (wide(x[start + q]) - mean) * rstd * weigh(gamma[q]) + weigh(beta[q]);
    y[start + q] = narrow(keep(v, q, p.c));
  }
  stats[row] = vec2<f32>(mean, rstd);
}
