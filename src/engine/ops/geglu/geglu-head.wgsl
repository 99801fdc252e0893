// One half of A = X Wᵀ + bias, and GEGLU of both: Y[m, c] = A[m, c] gelu(A[m, half + c])
// X [m, k], W [2 * half, k], bias [2 * half], A [m, 2 * half], Y [m, half], half a multiple of four; f32 sums.
// For linear.wgsl and linear-tiled.wgsl, whose columns are those of one half. `gate`: 0 the values; 1 the gates, when the
// values are in A already, so that Y is made of them.
struct Params {
  m: u32, n: u32, k4: u32, gate: u32, has_bias: u32,
  steps: u32, chunk: u32, // of tiled products: see engine/tiles
}
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> w: array<Weight>;
@group(0) @binding(3) var<storage, read_write> bias: array<Weight>;
@group(0) @binding(4) var<storage, read_write> a: array<Quad>;
@group(0) @binding(5) var<storage, read_write> y: array<Quad>;

fn rows() -> u32 { return p.m; }
fn quads() -> u32 { return p.n / 4u; }
fn first_column() -> u32 { return p.gate * p.n; }

fn finish(row: u32, q: u32, sum: vec4<f32>) {
  if (row >= p.m) { return; }
  let half4 = quads();
  var v = sum;
  if (p.has_bias == 1u) { v += weigh(bias[p.gate * half4 + q]); }
  let at = row * 2u * half4 + q;
  a[at + p.gate * half4] = narrow(v);
  if (p.gate == 1u) { y[row * half4 + q] = narrow(wide(a[at]) * v * gelu_cdf(v)); }
}
