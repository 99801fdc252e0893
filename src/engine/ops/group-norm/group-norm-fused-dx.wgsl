// group-norm-dx.wgsl with its sums in one dispatch (see fused-common.wgsl).
// dy, x, residual, dx [samples, pixels, c], gamma, beta [c], stats [samples, groups] vec2. workgroup_id: (groups, sample).
struct Params {
  pixels: u32, c4: u32, groups: u32, per_group: u32,
  at_once: u32, act: u32, residual: u32,
}
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(2) var<storage, read_write> x: array<Quad>;
@group(0) @binding(3) var<storage, read_write> gamma: array<Weight>;
@group(0) @binding(4) var<storage, read_write> beta: array<Weight>;
@group(0) @binding(5) var<storage, read_write> stats: array<vec2<f32>>;
@group(0) @binding(6) var<storage, read_write> residual: array<Quad>;
@group(0) @binding(7) var<storage, read_write> dx: array<Quad>;

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, SUBGROUP) {
  NUMBERS
  let part = parts_of(lane % QUADS, p.per_group, p.at_once);
  let within = min(part, vec4<u32>(p.at_once - 1u));
  let q = group.x * QUADS + lane % QUADS;
  let start = group.y * p.pixels * p.c4 + q;
  let first = lane / QUADS;
  let end = select(0u, p.pixels, first < LINES);
  let at = group.y * p.groups + group.x * p.at_once + within;
  let mean = vec4<f32>(stats[at.x].x, stats[at.y].x, stats[at.z].x, stats[at.w].x);
  let rstd = vec4<f32>(stats[at.x].y, stats[at.y].y, stats[at.z].y, stats[at.w].y);
  let factor = weigh(gamma[q]);
  let offset = weigh(beta[q]);
  var sum = vec4<f32>();
  var product = vec4<f32>();
  for (var r = first; r < end; r += LINES) {
    let h = (wide(x[start + r * p.c4]) - mean) * rstd;
    let dh = wide(dy[start + r * p.c4]) * slope(p.act, h * factor + offset) * factor;
    sum += dh;
    product += dh * h;
  }
  let n = f32(p.pixels * p.per_group);
  let mean_dh = spread(across(collect(sum, part), lane, mine, size) / n, within);
  let mean_product = spread(across(collect(product, part), lane, mine, size) / n, within);
  for (var r = first; r < end; r += LINES) {
    let i = start + r * p.c4;
    let h = (wide(x[i]) - mean) * rstd;
    let gradient = wide(dy[i]);
    let dh = gradient * slope(p.act, h * factor + offset) * factor;
    var v = select(rstd * (dh - mean_dh - h * mean_product), vec4<f32>(), part == vec4<u32>(4u));
    if (p.residual == 1u) { v += wide(residual[i]); }
    if (p.residual == 2u) { v += gradient; }
    dx[i] = narrow(v);
  }
}
