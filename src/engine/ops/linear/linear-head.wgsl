// Y[m, n] = act( sum_k X[m, k] W[n, k] + bias[n] + perSample[m / sampleRows, n] ) + residual[m, n]
// X [m, k], W [n, k], bias [n], perSample [m / sampleRows, n], residual [m, n], Y [m, n]; f32 sums.
struct Params {
  m: u32, n: u32, k4: u32, sample_rows: u32,
  has_bias: u32, has_sample: u32, has_residual: u32, act: u32,
  steps: u32, chunk: u32, // of tiled products: see engine/tiles
}
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> w: array<Weight>;
@group(0) @binding(3) var<storage, read_write> bias: array<Weight>;
@group(0) @binding(4) var<storage, read_write> sample: array<Quad>;
@group(0) @binding(5) var<storage, read_write> residual: array<Quad>;
@group(0) @binding(6) var<storage, read_write> y: array<Quad>;

fn rows() -> u32 { return p.m; }
fn quads() -> u32 { return (p.n + 3u) / 4u; }
// The row of W that makes the first column.
fn first_column() -> u32 { return 0u; }

fn finish(row: u32, q: u32, sum: vec4<f32>) {
  if (row >= p.m) { return; }
  let n4 = quads();
  var v = sum;
  if (p.has_bias == 1u) { v += weigh(bias[q]); }
  if (p.has_sample == 1u) { v += wide(sample[row / p.sample_rows * n4 + q]); }
  v = keep(activate(p.act, v), q, p.n);
  if (p.has_residual == 1u) { v += wide(residual[row * n4 + q]); }
  y[row * n4 + q] = narrow(v);
}
