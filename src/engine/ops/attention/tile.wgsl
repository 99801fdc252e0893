// Tiles of attention: a workgroup of X x Y threads pairs 4 Y rows (queries, or keys in dk and dv) with 4 X columns (the
// others) at a time. Thread (x, y) has rows y + r Y, columns x + i X (r, i = 0 ... 3), and quad x of each slab of X quads
// of the head. Tiles lie [quad][row], with one more row so that neighbouring threads read different banks.
// A line with a dollar and r stands for one for each r: a number indexed by a variable may lie in memory (written-out.ts).
// A kernel brings HEAD4 (quads of a head), X, Y, Params with heads, tq, tk and causal, and `Cell` (see cells-*.wgsl).
const ROWS = 4u * Y;
const COLUMNS = 4u * X;
const SLABS = (HEAD4 + X - 1u) / X;
var<workgroup> left: array<Cell, X * (ROWS + 1u)>;
var<workgroup> right: array<Cell, X * (COLUMNS + 1u)>;
// [row][x]: what columns x, x + X, x + 2 X, x + 3 X count for that row
var<workgroup> weights: array<vec4<f32>, ROWS * X>;

// s[r][i] + the scalar products of row r and column i over the slab that lies in `left` and `right`
fn pair(s: mat4x4<f32>, x: u32, y: u32) -> mat4x4<f32> {
  var sum = s;
  for (var c = 0u; c < X; c++) {
    let a = c * (ROWS + 1u) + y;
    let b = c * (COLUMNS + 1u) + x;
    let m = transpose(mat4x4<f32>(open(right[b]), open(right[b + X]), open(right[b + 2u * X]), open(right[b + 3u * X])));
    let rows = mat4x4<f32>(open(left[a]), open(left[a + Y]), open(left[a + 2u * Y]), open(left[a + 3u * Y]));
    sum = multiply_add_each(m, rows, sum);
  }
  return sum;
}

// s[r] + the sum of quad x over all columns in `right`, by their weights for row r
fn gather(s: mat4x4<f32>, x: u32, y: u32) -> mat4x4<f32> {
  var sum = s;
  for (var c = 0u; c < X; c++) {
    let a = y * X + c;
    let b = x * (COLUMNS + 1u) + c;
    let m = mat4x4<f32>(open(right[b]), open(right[b + X]), open(right[b + 2u * X]), open(right[b + 3u * X]));
    let w = mat4x4<f32>(weights[a], weights[a + Y * X], weights[a + 2u * Y * X], weights[a + 3u * Y * X]);
    sum = multiply_add_each(m, w, sum);
  }
  return sum;
}

fn weigh_columns(w: mat4x4<f32>, x: u32, y: u32) {
  for (var r = 0u; r < 4u; r++) { weights[(y + r * Y) * X + x] = w[r]; }
}
