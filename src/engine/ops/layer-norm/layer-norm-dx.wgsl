// With h = (x - mean) * rstd and dh = dy * gamma: dx = rstd * (dh - mean(dh) - h * mean(dh * h)) + residual
// dy, x, residual, dx [rows, c], gamma [c]. f32. Mean and rstd are made again as forward makes them: nothing need be kept.
// `residual`: 0 absent, 1 bound, 2 it is dy. One thread: one row.
struct Params { rows: u32, c: u32, eps: f32, residual: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(2) var<storage, read_write> x: array<Quad>;
@group(0) @binding(3) var<storage, read_write> gamma: array<Weight>;
@group(0) @binding(4) var<storage, read_write> residual: array<Quad>;
@group(0) @binding(5) var<storage, read_write> dx: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let row = flat(id, groups);
  if (row >= p.rows) { return; }
  let c4 = (p.c + 3u) / 4u;
  let start = row * c4;
  var total = vec4<f32>();
  for (var q = 0u; q < c4; q++) { total += wide(x[start + q]); }
  let mean = dot(total, vec4<f32>(1.0)) / f32(p.c);
  var squares = vec4<f32>();
  for (var q = 0u; q < c4; q++) {
    let distance = keep(wide(x[start + q]) - mean, q, p.c);
    squares += distance * distance;
  }
  let rstd = 1.0 / sqrt(dot(squares, vec4<f32>(1.0)) / f32(p.c) + p.eps);
  var sum = vec4<f32>();
  var product = vec4<f32>();
  for (var q = 0u; q < c4; q++) {
    let dh = wide(dy[start + q]) * weigh(gamma[q]);
    sum += dh;
    product += dh * ((wide(x[start + q]) - mean) * rstd);
  }
  let mean_dh = dot(sum, vec4<f32>(1.0)) / f32(p.c);
  let mean_product = dot(product, vec4<f32>(1.0)) / f32(p.c);
  for (var q = 0u; q < c4; q++) {
    let gradient = wide(dy[start + q]);
    let h = (wide(x[start + q]) - mean) * rstd;
    var v = keep(rstd * (gradient * weigh(gamma[q]) - mean_dh - h * mean_product), q, p.c);
    if (p.residual == 1u) { v += wide(residual[start + q]); }
    if (p.residual == 2u) { v += gradient; }
    dx[start + q] = narrow(v);
  }
}
