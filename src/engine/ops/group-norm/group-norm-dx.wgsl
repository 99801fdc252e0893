// dx = rstd * (dh - mean(dh) - h * mean(dh * h)) + residual, h and dh as in group-norm-dx-sums.wgsl
// dy, x, residual, dx [samples, pixels, c], gamma, beta [c], merged [samples, groups] vec4 (mean, rstd, mean dh, mean dh h).
// `residual`: 0 absent, 1 bound, 2 it is dy. One thread: one quad of 8 rows. flat id = (s * blocks + block) * c4 + quad.
struct Params {
  samples: u32, pixels: u32, c: u32, blocks: u32,
  groups: u32, per_group: u32, act: u32, residual: u32,
}
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(2) var<storage, read_write> x: array<Quad>;
@group(0) @binding(3) var<storage, read_write> gamma: array<Weight>;
@group(0) @binding(4) var<storage, read_write> beta: array<Weight>;
@group(0) @binding(5) var<storage, read_write> merged: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> residual: array<Quad>;
@group(0) @binding(7) var<storage, read_write> dx: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  let c4 = (p.c + 3u) / 4u;
  if (i >= p.samples * p.blocks * c4) { return; }
  let q = i % c4;
  let sample = i / (c4 * p.blocks);
  let first = i / c4 % p.blocks * 8u;
  let g = group_of(sample, q, p.per_group, p.groups);
  // columns: mean, rstd, mean of dh, mean of dh * h, each for the quad's four channels
  let stats = transpose(mat4x4<f32>(merged[g.x], merged[g.y], merged[g.z], merged[g.w]));
  let factor = weigh(gamma[q]);
  let offset = weigh(beta[q]);
  let count = min(8u, p.pixels - first);
  let start = (sample * p.pixels + first) * c4 + q;
  for (var r = 0u; r < count; r++) {
    let at = start + r * c4;
    let h = (wide(x[at]) - stats[0]) * stats[1];
    let gradient = wide(dy[at]);
    let dh = gradient * slope(p.act, h * factor + offset) * factor;
    var v = keep(stats[1] * (dh - stats[2] - h * stats[3]), q, p.c);
    if (p.residual == 1u) { v += wide(residual[at]); }
    if (p.residual == 2u) { v += gradient; }
    dx[at] = narrow(v);
  }
}
