// The sums of linear-dx-head.wgsl without barriers. One thread: 8 rows x 4 columns of dX. id.x: quad of k, id.y: block of
// 8 rows. A line with a dollar and r is one for each row: see tiles/written-out.ts.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let k4 = quads();
  let n4 = (p.n + 3u) / 4u;
  let row = id.y * 8u;
  if (id.x >= k4 || row >= p.m) { return; }
  // rows of W beyond the last are met by zero padding of dY; they only must be readable
  let last = p.n - 1u;
  let end = p.m - 1u;
  let y$r = min(row + $ru, end) * n4;
  var s$r = vec4<f32>();
  for (var q = 0u; q < n4; q++) {
    let n = q * 4u;
    let tile = mat4x4<f32>(
      weigh(w[n * k4 + id.x]),
      weigh(w[min(n + 1u, last) * k4 + id.x]),
      weigh(w[min(n + 2u, last) * k4 + id.x]),
      weigh(w[min(n + 3u, last) * k4 + id.x]),
    );
    s$r += tile * wide(dy[y$r + q]);
  }
  // the epilogue is there once, not once a row: SwiftShader compiles it in a fourth of the time
  let mine = min(8u, rows() - row);
  for (var i = 0u; i < mine; i++) {
    var sum = vec4<f32>();
    sum = select(sum, s$r, i == $ru);
    finish(row + i, id.x, sum);
  }
}
