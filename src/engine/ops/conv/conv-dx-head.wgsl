// dX[b, iy, ix, c] = sum over (ky, kx, o) with iy = oy * stride + ky - top, ix = ox * stride + kx - left of
//                    dY[b, oy, ox, o] W[o, ky, kx, c]  + residual[b, iy, ix, c]
// dY [b, oh, ow, o], W [o, 3, 3, c] (forward's own copy), dX [b, h, w, c]; f32 sums.
// `residual`: 0 absent, 1 bound, 2 it is dY (then both have the same shape).
struct Params {
  pixels: u32, o: u32, c: u32, h: u32,
  w: u32, oh: u32, ow: u32, stride: u32,
  top: u32, left: u32, residual: u32,
  per_tap: u32, steps: u32, chunk: u32, // of tiled products: see engine/tiles
}
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(2) var<storage, read_write> weight: array<Weight>;
@group(0) @binding(3) var<storage, read_write> residual: array<Quad>;
@group(0) @binding(4) var<storage, read_write> dx: array<Quad>;

fn rows() -> u32 { return p.pixels; }
fn quads() -> u32 { return (p.c + 3u) / 4u; }

fn finish(pixel: u32, q: u32, sum: vec4<f32>) {
  if (pixel >= p.pixels) { return; }
  let at = pixel * quads() + q;
  var v = sum;
  if (p.residual == 1u) { v += wide(residual[at]); }
  if (p.residual == 2u) { v += wide(dy[at]); }
  dx[at] = narrow(v);
}
