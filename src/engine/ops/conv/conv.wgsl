// conv-head.wgsl without barriers: an implicit matrix product. One thread: 8 pixels x 4 channels of Y. id.x: quad of o,
// id.y: block of 8 pixels. A line with a dollar and r is one for each pixel: see tiles/written-out.ts.
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
  var s$r = vec4<f32>();
  for (var tap = 0u; tap < 9u; tap++) {
    let ky = tap / 3u;
    let kx = tap % 3u;
    let w0 = (o0 + tap) * p.c4;
    let w1 = (o1 + tap) * p.c4;
    let w2 = (o2 + tap) * p.c4;
    let w3 = (o3 + tap) * p.c4;
    let x$r = source(row + $ru, ky, kx);
    for (var c = 0u; c < p.c4; c++) {
      let tile = mat4x4<f32>(weigh(weight[w0 + c]), weigh(weight[w1 + c]), weigh(weight[w2 + c]), weigh(weight[w3 + c]));
      s$r += read(x$r, c) * tile;
    }
  }
  // the epilogue is there once, not once a row: SwiftShader compiles it in a fourth of the time
  let mine = min(8u, rows() - row);
  for (var i = 0u; i < mine; i++) {
    var sum = vec4<f32>();
    sum = select(sum, s$r, i == $ru);
    finish(row + i, id.x, sum);
  }
}
