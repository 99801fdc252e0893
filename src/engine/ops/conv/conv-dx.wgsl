// conv-dx-head.wgsl without barriers. One thread: 8 pixels x 4 channels of dX. id.x: quad of c, id.y: block of 8 pixels.
const OUTSIDE = 0xffffffffu;

// First quad of the output pixel that met input pixel `at` through tap (ky, kx), or OUTSIDE.
fn source(at: u32, ky: u32, kx: u32) -> u32 {
  let pixel = min(at, p.pixels - 1u);
  // wraps below zero to a huge number, which the bounds below refuse
  let ty = pixel / p.w % p.h + p.top - ky;
  let tx = pixel % p.w + p.left - kx;
  if (ty % p.stride != 0u || tx % p.stride != 0u) { return OUTSIDE; }
  let oy = ty / p.stride;
  let ox = tx / p.stride;
  if (oy >= p.oh || ox >= p.ow) { return OUTSIDE; }
  return ((pixel / (p.w * p.h) * p.oh + oy) * p.ow + ox) * ((p.o + 3u) / 4u);
}

fn read(start: u32, q: u32) -> vec4<f32> {
  // selecting is 1.6 times as fast on SwiftShader as branching
  let outside = start == OUTSIDE;
  return select(wide(dy[select(start + q, 0u, outside)]), vec4<f32>(), outside);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let c4 = quads();
  let row = id.y * 8u;
  if (id.x >= c4 || row >= p.pixels) { return; }
  // W of channels beyond the last meets zero padding of dY; it only must be readable
  let last = p.o - 1u;
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
    let y0 = source(row + 0u, ky, kx);
    let y1 = source(row + 1u, ky, kx);
    let y2 = source(row + 2u, ky, kx);
    let y3 = source(row + 3u, ky, kx);
    let y4 = source(row + 4u, ky, kx);
    let y5 = source(row + 5u, ky, kx);
    let y6 = source(row + 6u, ky, kx);
    let y7 = source(row + 7u, ky, kx);
    for (var q = 0u; q < (p.o + 3u) / 4u; q++) {
      let tile = mat4x4<f32>(
        weigh(weight[(q * 4u * 9u + tap) * c4 + id.x]),
        weigh(weight[(min(q * 4u + 1u, last) * 9u + tap) * c4 + id.x]),
        weigh(weight[(min(q * 4u + 2u, last) * 9u + tap) * c4 + id.x]),
        weigh(weight[(min(q * 4u + 3u, last) * 9u + tap) * c4 + id.x]),
      );
      s0 += tile * read(y0, q);
      s1 += tile * read(y1, q);
      s2 += tile * read(y2, q);
      s3 += tile * read(y3, q);
      s4 += tile * read(y4, q);
      s5 += tile * read(y5, q);
      s6 += tile * read(y6, q);
      s7 += tile * read(y7, q);
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
