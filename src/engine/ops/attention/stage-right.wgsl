// One slab of columns first ... of BUFFER into `right`, as in stage-left.wgsl.
fn right_BUFFER(first: u32, count: u32, base: u32, slab: u32, x: u32, y: u32) {
  let quad = slab * X + x;
  for (var column = y; column < COLUMNS; column += Y) {
    var loaded = Quad();
    if (quad < HEAD4 && first + column < count) { loaded = BUFFER[base + (first + column) * p.heads * HEAD4 + quad]; }
    right[x * (COLUMNS + 1u) + column] = cell(loaded);
  }
}
