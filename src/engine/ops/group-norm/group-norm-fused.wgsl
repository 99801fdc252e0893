// group-norm.wgsl with its statistics in one dispatch (see fused-common.wgsl): every thread finds mean and squared
// distances of its own pixels, which Chan's formula joins. x is read twice, the second time from a cache.
// x, y [samples, pixels, c], gamma, beta [c], stats [samples, groups] vec2 (mean, rstd). workgroup_id: (groups, sample).
struct Params {
  pixels: u32, c4: u32, groups: u32, per_group: u32,
  at_once: u32, act: u32, eps: f32,
}
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> gamma: array<Weight>;
@group(0) @binding(3) var<storage, read_write> beta: array<Weight>;
@group(0) @binding(4) var<storage, read_write> y: array<Quad>;
@group(0) @binding(5) var<storage, read_write> stats: array<vec2<f32>>;

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, SUBGROUP) {
  NUMBERS
  let part = parts_of(lane % QUADS, p.per_group, p.at_once);
  let within = min(part, vec4<u32>(3u));
  let q = group.x * QUADS + lane % QUADS;
  let start = group.y * p.pixels * p.c4 + q;
  let first = lane / QUADS;
  // threads beyond the last line of quads have no pixels
  let end = select(0u, p.pixels, first < LINES);
  let shift = wide(x[start + min(first, p.pixels - 1u) * p.c4]);
  var sum = vec4<f32>();
  var squares = vec4<f32>();
  var count = 0.0;
  for (var r = first; r < end; r += LINES) {
    let v = wide(x[start + r * p.c4]) - shift;
    sum += v;
    squares += v * v;
    count += 1.0;
  }
  let mine_mean = shift + sum / max(count, 1.0);
  let mine_m2 = max(squares - sum * sum / max(count, 1.0), vec4<f32>());
  let n = f32(p.pixels * p.per_group);
  // sums of distances from some value of the group lose less than sums of values
  let corner = group.y * p.pixels * p.c4 + group.x * QUADS;
  let channel = vec4<u32>(0u, 1u, 2u, 3u) * p.per_group;
  let anchor = vec4<f32>(
    value(corner, channel.x), value(corner, channel.y), value(corner, channel.z), value(corner, channel.w),
  );
  let distance = count * (mine_mean - spread(anchor, within));
  let mean = anchor + across(collect(distance, part), lane, mine, size) / n;
  let off = mine_mean - spread(mean, within);
  let m2 = across(collect(mine_m2 + count * off * off, part), lane, mine, size);
  let rstd = 1.0 / sqrt(m2 / n + p.eps);
  let factor = spread(rstd, within) * weigh(gamma[q]);
  let offset = weigh(beta[q]);
  let center = spread(mean, within);
  for (var r = first; r < end; r += LINES) {
    let v = activate(p.act, (wide(x[start + r * p.c4]) - center) * factor + offset);
    y[start + r * p.c4] = narrow(select(v, vec4<f32>(), part == vec4<u32>(4u)));
  }
  if (lane < p.at_once) { stats[group.y * p.groups + group.x * p.at_once + lane] = vec2<f32>(mean[lane], rstd[lane]); }
}

// a channel of the workgroup's groups in the sample's first pixel; beyond them channel 0
fn value(corner: u32, channel: u32) -> f32 {
  let c = select(0u, channel, channel < QUADS * 4u);
  return wide(x[corner + c / 4u])[c % 4u];
}
