// Operands of conv-dx-head.wgsl for engine/tiles/product.wgsl: Left is dY as each pixel of X met it, tap after tap, each
// tap `per_tap` steps of channels; Right is W, forward's own copy.
// Of a pixel of X: the first row of its sample in dY, and its row and column as tap (0, 0) met them, times the stride.
alias Place = vec3<u32>;
fn per_tap() -> u32 { return p.per_tap; }
fn place(row: u32) -> Place {
  let pixel = min(row, p.pixels - 1u);
  return vec3<u32>(pixel / (p.w * p.h) * p.oh, pixel / p.w % p.h + p.top, pixel % p.w + p.left);
}

fn left(at: Place, tap: u32, o: u32) -> Quad {
  let o4 = (p.o + 3u) / 4u;
  // wraps below zero to a huge number, which the bounds below refuse
  let ty = at.y - tap / 3u;
  let tx = at.z - tap % 3u;
  let shift = p.stride - 1u; // strides are 1 and 2
  let inside = ((ty | tx) & shift) == 0u && (ty >> shift) < p.oh && (tx >> shift) < p.ow && o < o4;
  return select(Quad(), dy[select(0u, ((at.x + (ty >> shift)) * p.ow + (tx >> shift)) * o4 + o, inside)], inside);
}

// Four channels of dY by four of X, as W has them. Beyond the last channel of dY Left is zero; W only must be readable.
fn right(tap: u32, at: u32, quad: u32) -> mat4x4<f32> {
  let o = at * 4u;
  let c4 = quads();
  let c = min(quad, c4 - 1u);
  let last = p.o - 1u;
  return mat4x4<f32>(
    weigh(weight[(min(o, last) * 9u + tap) * c4 + c]),
    weigh(weight[(min(o + 1u, last) * 9u + tap) * c4 + c]),
    weigh(weight[(min(o + 2u, last) * 9u + tap) * c4 + c]),
    weigh(weight[(min(o + 3u, last) * 9u + tap) * c4 + c]),
  );
}
