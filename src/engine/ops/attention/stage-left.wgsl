// One slab of rows first ... of BUFFER into `left`; zeros beyond row `count` and beyond the head. `base`: its quad 0 of row 0.
fn left_BUFFER(first: u32, count: u32, base: u32, slab: u32, x: u32, y: u32) {
  let quad = slab * X + x;
  for (var row = y; row < ROWS; row += Y) {
    var loaded = Quad();
    if (quad < HEAD4 && first + row < count) { loaded = BUFFER[base + (first + row) * p.heads * HEAD4 + quad]; }
    left[x * (ROWS + 1u) + row] = cell(loaded);
  }
}
