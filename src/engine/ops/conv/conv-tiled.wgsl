// Operands of conv-head.wgsl for engine/tiles/product.wgsl: Left is X as each pixel of Y sees it, tap after tap, each tap
// `per_tap` steps of channels; Right is W.
// Of a pixel of Y: the first row of its sample in X, and the row and column that tap (0, 0) reads (below zero they wrap).
alias Place = vec3<u32>;
fn per_tap() -> u32 { return p.per_tap; }
fn place(row: u32) -> Place {
  let pixel = min(row, p.pixels - 1u);
  return vec3<u32>(pixel / (p.ow * p.oh) * p.h, pixel / p.ow % p.oh * p.stride - p.top, pixel % p.ow * p.stride - p.left);
}

fn left(at: Place, tap: u32, c: u32) -> Quad {
  let iy = at.y + tap / 3u;
  let ix = at.z + tap % 3u;
  let inside = iy < p.h && ix < p.w && c < p.c4;
  return select(Quad(), x[select(0u, ((at.x + iy) * p.w + ix) * p.c4 + c, inside)], inside);
}

// Four channels of Y by four of X: W has them the other way round. Beyond the last channel of X Left is zero.
fn right(tap: u32, at: u32, quad: u32) -> mat4x4<f32> {
  let c = min(at, p.c4 - 1u);
  let o = quad * 4u;
  let last = p.o - 1u;
  return transpose(mat4x4<f32>(
    weigh(weight[(min(o, last) * 9u + tap) * p.c4 + c]),
    weigh(weight[(min(o + 1u, last) * 9u + tap) * p.c4 + c]),
    weigh(weight[(min(o + 2u, last) * 9u + tap) * p.c4 + c]),
    weigh(weight[(min(o + 3u, last) * 9u + tap) * p.c4 + c]),
  ));
}
