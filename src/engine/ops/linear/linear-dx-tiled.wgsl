// Operands of linear-dx-head.wgsl for engine/tiles/product.wgsl: dY [m, n], W [n, k].
// First quad of a row of dY. Rows beyond the edge repeat the last one; they are not written.
alias Place = u32;
fn depth4() -> u32 { return (p.n + 3u) / 4u; }
fn per_tap() -> u32 { return p.steps; }
fn place(row: u32) -> Place { return min(row, p.m - 1u) * depth4(); }

fn left(start: Place, tap: u32, n: u32) -> Quad {
  return select(Quad(), dy[start + min(n, depth4() - 1u)], n < depth4());
}

// Four of the sum by four columns of dX, as W has them. Beyond the sum's end Left is zero; W only must be readable.
fn right(tap: u32, at: u32, quad: u32) -> mat4x4<f32> {
  let n = at * 4u;
  let k4 = quads();
  let k = min(quad, k4 - 1u);
  let last = p.n - 1u;
  return mat4x4<f32>(
    weigh(w[min(n, last) * k4 + k]),
    weigh(w[min(n + 1u, last) * k4 + k]),
    weigh(w[min(n + 2u, last) * k4 + k]),
    weigh(w[min(n + 3u, last) * k4 + k]),
  );
}
