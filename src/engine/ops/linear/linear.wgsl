// The sums of linear-head.wgsl without barriers. One thread: 8 rows x 4 columns of Y. id.x: quad of n, id.y: block of 8
// rows. What neighbouring threads share of X and W comes from the cache. The rows are written out because SwiftShader
// runs indexed arrays at half speed.
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
  let x0 = min(row + 0u, end) * p.k4;
  let x1 = min(row + 1u, end) * p.k4;
  let x2 = min(row + 2u, end) * p.k4;
  let x3 = min(row + 3u, end) * p.k4;
  let x4 = min(row + 4u, end) * p.k4;
  let x5 = min(row + 5u, end) * p.k4;
  let x6 = min(row + 6u, end) * p.k4;
  let x7 = min(row + 7u, end) * p.k4;
  var s0 = vec4<f32>();
  var s1 = vec4<f32>();
  var s2 = vec4<f32>();
  var s3 = vec4<f32>();
  var s4 = vec4<f32>();
  var s5 = vec4<f32>();
  var s6 = vec4<f32>();
  var s7 = vec4<f32>();
  for (var k = 0u; k < p.k4; k++) {
    let tile = mat4x4<f32>(weigh(w[w0 + k]), weigh(w[w1 + k]), weigh(w[w2 + k]), weigh(w[w3 + k]));
    s0 += wide(x[x0 + k]) * tile;
    s1 += wide(x[x1 + k]) * tile;
    s2 += wide(x[x2 + k]) * tile;
    s3 += wide(x[x3 + k]) * tile;
    s4 += wide(x[x4 + k]) * tile;
    s5 += wide(x[x5 + k]) * tile;
    s6 += wide(x[x6 + k]) * tile;
    s7 += wide(x[x7 + k]) * tile;
  }
  finish(row + 0u, id.x, s0);
  finish(row + 1u, id.x, s1);
  finish(row + 2u, id.x, s2);
  finish(row + 3u, id.x, s3);
  finish(row + 4u, id.x, s4);
  finish(row + 5u, id.x, s5);
  finish(row + 6u, id.x, s6);
  finish(row + 7u, id.x, s7);
}
