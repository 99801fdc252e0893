// With h = (x - mean) * rstd and dh = dy * act'(h * gamma + beta) * gamma: sums of dh and of dh * h over a chunk's rows
// dy, x [samples, pixels, c], gamma, beta [c], stats [samples, groups] vec2; sums [samples, chunks, c4, 2] vec4. f32.
// One thread: one quad of one chunk. flat id = (s * chunks + k) * c4 + quad.
struct Params {
  samples: u32, pixels: u32, c4: u32, chunks: u32,
  chunk_rows: u32, groups: u32, per_group: u32, act: u32,
}
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(2) var<storage, read_write> x: array<Quad>;
@group(0) @binding(3) var<storage, read_write> gamma: array<Weight>;
@group(0) @binding(4) var<storage, read_write> beta: array<Weight>;
@group(0) @binding(5) var<storage, read_write> stats: array<vec2<f32>>;
@group(0) @binding(6) var<storage, read_write> sums: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.samples * p.chunks * p.c4) { return; }
  let q = i % p.c4;
  let chunk = i / p.c4;
  let sample = chunk / p.chunks;
  let first = chunk % p.chunks * p.chunk_rows;
  let g = group_of(sample, q, p.per_group, p.groups);
  let a = stats[g.x];
  let b = stats[g.y];
  let c = stats[g.z];
  let d = stats[g.w];
  let mean = vec4<f32>(a.x, b.x, c.x, d.x);
  let rstd = vec4<f32>(a.y, b.y, c.y, d.y);
  let factor = weigh(gamma[q]);
  let offset = weigh(beta[q]);
  let count = min(p.chunk_rows, p.pixels - first);
  let start = (sample * p.pixels + first) * p.c4 + q;
  var sum = vec4<f32>();
  var product = vec4<f32>();
  for (var r = 0u; r < count; r++) {
    let h = (wide(x[start + r * p.c4]) - mean) * rstd;
    let dh = wide(dy[start + r * p.c4]) * slope(p.act, h * factor + offset) * factor;
    sum += dh;
    product += dh * h;
  }
  sums[i * 2u] = sum;
  sums[i * 2u + 1u] = product;
}
