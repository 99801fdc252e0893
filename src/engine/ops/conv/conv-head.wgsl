// Y[b, oy, ox, o] = sum_{ky, kx, c} X[b, oy * stride + ky - top, ox * stride + kx - left, c] W[o, ky, kx, c]
//                   + bias[o] + perSample[b, o] + residual[b, oy, ox, o]
// X [b, h, w, c], W [o, 3, 3, c], Y [b, oh, ow, o], channels last; outside of X is zero; f32 sums.
struct Params {
  pixels: u32, o: u32, c4: u32, h: u32,
  w: u32, oh: u32, ow: u32, stride: u32,
  top: u32, left: u32, has_bias: u32, has_sample: u32,
  has_residual: u32,
  per_tap: u32, steps: u32, chunk: u32, // of tiled products: see engine/tiles
}
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> weight: array<Weight>;
@group(0) @binding(3) var<storage, read_write> bias: array<Weight>;
@group(0) @binding(4) var<storage, read_write> sample: array<Quad>;
@group(0) @binding(5) var<storage, read_write> residual: array<Quad>;
@group(0) @binding(6) var<storage, read_write> y: array<Quad>;

fn rows() -> u32 { return p.pixels; }
fn quads() -> u32 { return (p.o + 3u) / 4u; }

fn finish(pixel: u32, q: u32, sum: vec4<f32>) {
  if (pixel >= p.pixels) { return; }
  let o4 = quads();
  var v = keep(sum, q, p.o);
  if (p.has_bias == 1u) { v += weigh(bias[q]); }
  if (p.has_sample == 1u) { v += wide(sample[pixel / (p.ow * p.oh) * o4 + q]); }
  if (p.has_residual == 1u) { v += wide(residual[pixel * o4 + q]); }
  y[pixel * o4 + q] = narrow(v);
}
