// dX[m, k] = sum_n dY[m, n] W[n, k] + residual[m, k]
// dY [m, n], W [n, k], residual [m, k] (the gradient from X's other uses), dX [m, k]; f32 sums. The same W as forward.
// `residual`: 0 absent, 1 bound, 2 it is dY (then n = k).
struct Params {
  m: u32, n: u32, k: u32, residual: u32,
  steps: u32, chunk: u32, // of tiled products: see engine/tiles
}
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(2) var<storage, read_write> w: array<Weight>;
@group(0) @binding(3) var<storage, read_write> residual: array<Quad>;
@group(0) @binding(4) var<storage, read_write> dx: array<Quad>;

fn rows() -> u32 { return p.m; }
fn quads() -> u32 { return (p.k + 3u) / 4u; }

fn finish(row: u32, q: u32, sum: vec4<f32>) {
  if (row >= p.m) { return; }
  let at = row * quads() + q;
  var v = sum;
  if (p.residual == 1u) { v += wide(residual[at]); }
  if (p.residual == 2u) { v += wide(dy[at]); }
  dx[at] = narrow(v);
}
