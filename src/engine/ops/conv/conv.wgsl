// conv-head.wgsl without barriers: an implicit matrix product. One thread: 8 pixels x 4 channels of Y. id.x: quad of o,
// id.y: block of 8 pixels.
const OUTSIDE = 0xffffffffu;

// First quad of the input pixel that tap (ky, kx) of output pixel `at` reads, or OUTSIDE.
fn source(at: u32, ky: u32, kx: u32) -> u32 {
  let pixel = min(at, p.pixels - 1u);
  // wraps below zero to a huge number, which the bounds below refuse
  let iy = pixel / p.ow % p.oh * p.stride + ky - p.top;
  let ix = pixel % p.ow * p.stride + kx - p.left;
  if (iy >= p.h || ix >= p.w) { return OUTSIDE; }
  return ((pixel / (p.ow * p.oh) * p.h + iy) * p.w + ix) * p.c4;
}

fn read(start: u32, c: u32) -> vec4<f32> {
  // selecting is 1.6 times as fast on SwiftShader as branching
  let outside = start == OUTSIDE;
  return select(wide(x[select(start + c, 0u, outside)]), vec4<f32>(), outside);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.y * 8u;
  if (id.x >= quads() || row >= p.pixels) { return; }
  let last = p.o - 1u;
  let o0 = min(id.x * 4u, last) * 9u;
  let o1 = min(id.x * 4u + 1u, last) * 9u;
  let o2 = min(id.x * 4u + 2u, last) * 9u;
  let o3 = min(id.x * 4u + 3u, last) * 9u;
  var s0 = vec4<f32>();
  var s1 = vec4<f32>();
  var s2 = vec4<f32>();
  var s3 = vec4<f32>();
  var s4 = vec4<f32>();
  var s5 = vec4<f32>();
  var s6 = vec4<f32>();
  var s7 = vec4<f32>();
  for (var tap = 0u; tap < 9u; tap++) {
    let ky = tap / 3u;
    let kx = tap % 3u;
    let w0 = (o0 + tap) * p.c4;
    let w1 = (o1 + tap) * p.c4;
    let w2 = (o2 + tap) * p.c4;
    let w3 = (o3 + tap) * p.c4;
    let x0 = source(row + 0u, ky, kx);
    let x1 = source(row + 1u, ky, kx);
    let x2 = source(row + 2u, ky, kx);
    let x3 = source(row + 3u, ky, kx);
    let x4 = source(row + 4u, ky, kx);
    let x5 = source(row + 5u, ky, kx);
    let x6 = source(row + 6u, ky, kx);
    let x7 = source(row + 7u, ky, kx);
    for (var c = 0u; c < p.c4; c++) {
      let tile = mat4x4<f32>(weigh(weight[w0 + c]), weigh(weight[w1 + c]), weigh(weight[w2 + c]), weigh(weight[w3 + c]));
      s0 += read(x0, c) * tile;
      s1 += read(x1, c) * tile;
      s2 += read(x2, c) * tile;
      s3 += read(x3, c) * tile;
      s4 += read(x4, c) * tile;
      s5 += read(x5, c) * tile;
      s6 += read(x6, c) * tile;
      s7 += read(x7, c) * tile;
    }
  }
  finish(row + 0u, id.x, s0);
  finish(row + 1u, id.x, s1);
  finish(row + 2u, id.x, s2);
  finish(row + 3u, id.x, s3);
  finish(row + 4u, id.x, s4);
  finish(row + 5u, id.x, s5);
  finish(row + 6u, id.x, s6);
  finish(row + 7u, id.x, s7);
}
