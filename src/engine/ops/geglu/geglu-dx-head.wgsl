// Through the layer after GEGLU and GEGLU itself: D[m, c] = sum_n dZ[m, n] W[n, c],
// dA[m, c] = D[m, c] gelu(g), dA[m, half + c] = D[m, c] v gelu'(g), with v = A[m, c], g = A[m, half + c]
// dZ [m, n], W [n, half], A, dA [m, 2 * half], half a multiple of four; f32 sums. D is nowhere kept.
// For linear-dx.wgsl and linear-dx-tiled.wgsl.
struct Params {
  m: u32, n: u32, k: u32,
  steps: u32, chunk: u32, // of tiled products: see engine/tiles
}
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(2) var<storage, read_write> w: array<Weight>;
@group(0) @binding(3) var<storage, read_write> a: array<Quad>;
@group(0) @binding(4) var<storage, read_write> da: array<Quad>;

fn rows() -> u32 { return p.m; }
fn quads() -> u32 { return p.k / 4u; }

fn finish(row: u32, q: u32, sum: vec4<f32>) {
  if (row >= p.m) { return; }
  let half4 = quads();
  let at = row * 2u * half4 + q;
  let gate = wide(a[at + half4]);
  let share = gelu_cdf(gate);
  da[at] = narrow(sum * gate * share);
  da[at + half4] = narrow(sum * wide(a[at]) * (share + gelu_bend(gate)));
}
