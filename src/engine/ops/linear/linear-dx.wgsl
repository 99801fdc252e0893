// The sums of linear-dx-head.wgsl without barriers. One thread: 8 rows x 4 columns of dX. id.x: quad of k, id.y: block of
// 8 rows.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let k4 = quads();
  let n4 = (p.n + 3u) / 4u;
  let row = id.y * 8u;
  if (id.x >= k4 || row >= p.m) { return; }
  // rows of W beyond the last are met by zero padding of dY; they only must be readable
  let last = p.n - 1u;
  let end = p.m - 1u;
  let y0 = min(row + 0u, end) * n4;
  let y1 = min(row + 1u, end) * n4;
  let y2 = min(row + 2u, end) * n4;
  let y3 = min(row + 3u, end) * n4;
  let y4 = min(row + 4u, end) * n4;
  let y5 = min(row + 5u, end) * n4;
  let y6 = min(row + 6u, end) * n4;
  let y7 = min(row + 7u, end) * n4;
  var s0 = vec4<f32>();
  var s1 = vec4<f32>();
  var s2 = vec4<f32>();
  var s3 = vec4<f32>();
  var s4 = vec4<f32>();
  var s5 = vec4<f32>();
  var s6 = vec4<f32>();
  var s7 = vec4<f32>();
  for (var q = 0u; q < n4; q++) {
    let n = q * 4u;
    let tile = mat4x4<f32>(
      weigh(w[n * k4 + id.x]),
      weigh(w[min(n + 1u, last) * k4 + id.x]),
      weigh(w[min(n + 2u, last) * k4 + id.x]),
      weigh(w[min(n + 3u, last) * k4 + id.x]),
    );
    s0 += tile * wide(dy[y0 + q]);
    s1 += tile * wide(dy[y1 + q]);
    s2 += tile * wide(dy[y2 + q]);
    s3 += tile * wide(dy[y3 + q]);
    s4 += tile * wide(dy[y4 + q]);
    s5 += tile * wide(dy[y5 + q]);
    s6 += tile * wide(dy[y6 + q]);
    s7 += tile * wide(dy[y7 + q]);
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
