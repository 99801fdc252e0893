// layer-norm-dx.wgsl, one workgroup a row: x and dy are read once. EACH: quads of a row for each thread, at most.
// dy, x, residual, dx [rows, c], gamma [c]. Row number: workgroup of the folded line.
struct Params { rows: u32, c: u32, eps: f32, residual: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(2) var<storage, read_write> x: array<Quad>;
@group(0) @binding(3) var<storage, read_write> gamma: array<Weight>;
@group(0) @binding(4) var<storage, read_write> residual: array<Quad>;
@group(0) @binding(5) var<storage, read_write> dx: array<Quad>;

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, SUBGROUP) {
  NUMBERS
  let row = group.y * groups.x + group.x;
  if (row >= p.rows) { return; }
  let c4 = (p.c + 3u) / 4u;
  let ones = vec4<f32>(1.0);
  var gradient: array<vec4<f32>, EACH>;
  var h: array<vec4<f32>, EACH>;
  var total = vec4<f32>();
  for (var i = 0u; i < EACH; i++) {
    let q = lane + i * THREADS;
    if (q >= c4) { continue; }
    gradient[i] = wide(dy[row * c4 + q]);
    h[i] = wide(x[row * c4 + q]);
    total += h[i];
  }
  let mean = dot(across(total, lane, mine, size), ones) / f32(p.c);
  var squares = vec4<f32>();
  for (var i = 0u; i < EACH; i++) {
    h[i] = keep(h[i] - mean, lane + i * THREADS, p.c);
    squares += h[i] * h[i];
  }
  let rstd = 1.0 / sqrt(dot(across(squares, lane, mine, size), ones) / f32(p.c) + p.eps);
  var sum = vec4<f32>();
  var product = vec4<f32>();
  for (var i = 0u; i < EACH; i++) {
    let q = lane + i * THREADS;
    if (q >= c4) { continue; }
    h[i] *= rstd;
    let dh = gradient[i] * weigh(gamma[q]);
    sum += dh;
    product += dh * h[i];
  }
  let means = across(vec4<f32>(dot(sum, ones), dot(product, ones), 0.0, 0.0), lane, mine, size) / f32(p.c);
  for (var i = 0u; i < EACH; i++) {
    let q = lane + i * THREADS;
    if (q >= c4) { continue; }
    var v = keep(rstd * (gradient[i] * weigh(gamma[q]) - means.x - h[i] * means.y), q, p.c);
    if (p.residual == 1u) { v += wide(residual[row * c4 + q]); }
    if (p.residual == 2u) { v += gradient[i]; }
    dx[row * c4 + q] = narrow(v);
  }
}
