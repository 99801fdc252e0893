// The sums of linear-head.wgsl without barriers. One thread: 8 rows x 4 columns of Y. id.x: quad of n, id.y: block of 8
// rows. What neighbouring threads share of X and W comes from the cache. SwiftShader runs indexed
// arrays at half speed, so a line with a dollar and r is written out once a row: see tiles/written-out.ts.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.y * 8u;
  if (id.x >= quads() || row >= p.m) { return; }
  // columns and rows beyond the edge repeat the last one; they are not written
  let last = first_column() + p.n - 1u;
  let column = first_column() + id.x * 4u;
  let w0 = min(column, last) * p.k4;
  let w1 = min(column + 1u, last) * p.k4;
  let w2 = min(column + 2u, last) * p.k4;
  let w3 = min(column + 3u, last) * p.k4;
  let end = p.m - 1u;
  let x$r = min(row + $ru, end) * p.k4;
  var s$r = vec4<f32>();
  for (var k = 0u; k < p.k4; k++) {
    let tile = mat4x4<f32>(weigh(w[w0 + k]), weigh(w[w1 + k]), weigh(w[w2 + k]), weigh(w[w3 + k]));
    s$r += wide(x[x$r + k]) * tile;
  }
  // the epilogue is there once, not once a row: SwiftShader compiles it in a fourth of the time
  let mine = min(8u, rows() - row);
  for (var i = 0u; i < mine; i++) {
    var sum = vec4<f32>();
    sum = select(sum, s$r, i == $ru);
    finish(row + i, id.x, sum);
  }
}
