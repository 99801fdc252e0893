// Tiles of attention: a workgroup of X x Y threads pairs 4 Y rows (queries, or keys in dk and dv) with 4 X SPAN columns (the
// others) at a time. Thread (x, y) has rows y + r Y (r = 0 ... 3), columns x + i X in SPAN blocks of four (block s: i = 4 s ... 4 s + 3),
// and quad x of each slab of X quads of the head. Tiles lie [quad][row], with one more row so that neighbouring threads read
// different banks. A line with a dollar and r or s stands for one for each r, and each s below SPAN: a number indexed by a
// variable may lie in memory (written-out.ts).
// A kernel brings HEAD4 (quads of a head), X, Y, SPAN, Params with heads, tq, tk and causal, and `Cell` (see cells-*.wgsl).
const ROWS = 4u * Y;
const BLOCK = 4u * X;
const COLUMNS = BLOCK * SPAN;
const SLABS = (HEAD4 + X - 1u) / X;
var<workgroup> left: array<Cell, X * (ROWS + 1u)>;
var<workgroup> right: array<Cell, X * (COLUMNS + 1u)>;
// [row][s][x]: what columns x, x + X, x + 2 X, x + 3 X of block s count for that row
var<workgroup> weights: array<vec4<f32>, ROWS * SPAN * X>;

// what a thread knows of its rows and columns: of each block a matrix with a column for each row
struct Scores {
  block$s: mat4x4<f32>,
}

// scores + the scalar products of rows and columns over the slab that lies in `left` and `right`
fn pair(scores: Scores, x: u32, y: u32) -> Scores {
  var sum = scores;
  for (var c = 0u; c < X; c++) {
    let a = c * (ROWS + 1u) + y;
    let rows = mat4x4<f32>(open(left[a]), open(left[a + Y]), open(left[a + 2u * Y]), open(left[a + 3u * Y]));
    let b$s = c * (COLUMNS + 1u) + $su * BLOCK + x;
    let m$s = transpose(mat4x4<f32>(open(right[b$s]), open(right[b$s + X]), open(right[b$s + 2u * X]), open(right[b$s + 3u * X])));
    sum.block$s = multiply_add_each(m$s, rows, sum.block$s);
  }
  return sum;
}

// s[r] + the sum of quad x over all columns in `right`, by their weights for row r
fn gather(s: mat4x4<f32>, x: u32, y: u32) -> mat4x4<f32> {
  const each = Y * SPAN * X;
  var sum = s;
  for (var block = 0u; block < SPAN; block++) {
    for (var c = 0u; c < X; c++) {
      let a = (y * SPAN + block) * X + c;
      let b = x * (COLUMNS + 1u) + block * BLOCK + c;
      let m = mat4x4<f32>(open(right[b]), open(right[b + X]), open(right[b + 2u * X]), open(right[b + 3u * X]));
      let w = mat4x4<f32>(weights[a], weights[a + each], weights[a + 2u * each], weights[a + 3u * each]);
      sum = multiply_add_each(m, w, sum);
    }
  }
  return sum;
}

fn weigh_columns(w: Scores, x: u32, y: u32) {
  weights[((y + $ru * Y) * SPAN + $su) * X + x] = w.block$s[$r];
}

// columns of a thread's block s of the tile that begins with column j
fn columns_of(j: u32, s: u32, x: u32) -> vec4<u32> {
  return vec4<u32>(j + s * BLOCK + x) + vec4<u32>(0u, X, 2u * X, 3u * X);
}
