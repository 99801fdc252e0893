// y = act((x - mean) * rstd * gamma + beta), mean and rstd of the sample's group of channels; act: none or SiLU
// x, y [samples, pixels, c], gamma, beta [c], stats [samples, groups] vec2 (mean, rstd).
// One thread: one quad of 8 rows of a sample. flat id = (s * blocks + block) * c4 + quad.
struct Params {
  samples: u32, pixels: u32, c: u32, blocks: u32,
  groups: u32, per_group: u32, act: u32,
}
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> gamma: array<Weight>;
@group(0) @binding(3) var<storage, read_write> beta: array<Weight>;
@group(0) @binding(4) var<storage, read_write> stats: array<vec2<f32>>;
@group(0) @binding(5) var<storage, read_write> y: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  let c4 = (p.c + 3u) / 4u;
  if (i >= p.samples * p.blocks * c4) { return; }
  let q = i % c4;
  let sample = i / (c4 * p.blocks);
  let first = i / c4 % p.blocks * 8u;
  let g = group_of(sample, q, p.per_group, p.groups);
  let a = stats[g.x];
  let b = stats[g.y];
  let c = stats[g.z];
  let d = stats[g.w];
  let mean = vec4<f32>(a.x, b.x, c.x, d.x);
  let factor = vec4<f32>(a.y, b.y, c.y, d.y) * weigh(gamma[q]);
  let offset = weigh(beta[q]);
  let count = min(8u, p.pixels - first);
  let start = (sample * p.pixels + first) * c4 + q;
  for (var r = 0u; r < count; r++) {
    let v = (wide(x[start + r * c4]) - mean) * factor + offset;
    y[start + r * c4] = narrow(keep(activate(p.act, v), q, p.c));
  }
}
