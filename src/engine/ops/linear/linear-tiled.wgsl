// Operands of linear-head.wgsl for engine/tiles/product.wgsl: X [m, k], W [n, k].
// First quad of a row of X. Rows beyond the edge repeat the last one; they are not written.
alias Place = u32;
fn per_tap() -> u32 { return p.steps; }
fn place(row: u32) -> Place { return min(row, p.m - 1u) * p.k4; }

fn left(start: Place, tap: u32, k: u32) -> Quad {
  return select(Quad(), x[start + min(k, p.k4 - 1u)], k < p.k4);
}

// Four columns of Y by four of the sum: W has them the other way round. Beyond the sum's end Left is zero.
fn right(tap: u32, at: u32, quad: u32) -> mat4x4<f32> {
  let k = min(at, p.k4 - 1u);
  let n = first_column() + quad * 4u;
  let last = first_column() + p.n - 1u;
  return transpose(mat4x4<f32>(
    weigh(w[min(n, last) * p.k4 + k]),
    weigh(w[min(n + 1u, last) * p.k4 + k]),
    weigh(w[min(n + 2u, last) * p.k4 + k]),
    weigh(w[min(n + 3u, last) * p.k4 + k]),
  ));
}
