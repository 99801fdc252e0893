// conv-dx-head.wgsl without barriers. One thread: 8 pixels x 4 channels of dX. id.x: quad of c, id.y: block of 8 pixels.
// A line with a dollar and r is one for each pixel: see tiles/written-out.ts.
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
  var s$r = vec4<f32>();
  for (var tap = 0u; tap < 9u; tap++) {
    let ky = tap / 3u;
    let kx = tap % 3u;
    let y$r = source(row + $ru, ky, kx);
    for (var q = 0u; q < (p.o + 3u) / 4u; q++) {
      let tile = mat4x4<f32>(
        weigh(weight[(q * 4u * 9u + tap) * c4 + id.x]),
        weigh(weight[(min(q * 4u + 1u, last) * 9u + tap) * c4 + id.x]),
        weigh(weight[(min(q * 4u + 2u, last) * 9u + tap) * c4 + id.x]),
        weigh(weight[(min(q * 4u + 3u, last) * 9u + tap) * c4 + id.x]),
      );
      s$r += tile * read(y$r, q);
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
