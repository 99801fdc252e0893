// layer-norm.wgsl, one workgroup a row: x is read once. EACH: quads of a row for each thread, at most.
// x, y [rows, c], gamma, beta [c], stats [rows] vec2 (mean, rstd). Row number: workgroup of the folded line.
struct Params { rows: u32, c: u32, eps: f32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> gamma: array<Weight>;
@group(0) @binding(3) var<storage, read_write> beta: array<Weight>;
@group(0) @binding(4) var<storage, read_write> y: array<Quad>;
@group(0) @binding(5) var<storage, read_write> stats: array<vec2<f32>>;

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, SUBGROUP) {
  NUMBERS
  let row = group.y * groups.x + group.x;
  if (row >= p.rows) { return; }
  let c4 = (p.c + 3u) / 4u;
  var held: array<vec4<f32>, EACH>;
  var sum = vec4<f32>();
  for (var i = 0u; i < EACH; i++) {
    let q = lane + i * THREADS;
    if (q < c4) { held[i] = wide(x[row * c4 + q]); }
    sum += held[i];
  }
  let mean = dot(across(sum, lane, mine, size), vec4<f32>(1.0)) / f32(p.c);
  var squares = vec4<f32>();
  for (var i = 0u; i < EACH; i++) {
    held[i] = keep(held[i] - mean, lane + i * THREADS, p.c);
    squares += held[i] * held[i];
  }
  let rstd = 1.0 / sqrt(dot(across(squares, lane, mine, size), vec4<f32>(1.0)) / f32(p.c) + p.eps);
  for (var i = 0u; i < EACH; i++) {
    let q = lane + i * THREADS;
    if (q < c4) { y[row * c4 + q] = narrow(keep(held[i] * rstd * weigh(gamma[q]) + weigh(beta[q]), q, p.c)); }
  }
  if (lane == 0u) { stats[row] = vec2<f32>(mean, rstd); }
}
