// dW[n, k] = sum_m dY[m, n] X[m, k]
// dY [m, n], X [m, k], dW [n, k]; f32 sums.
// One thread: 4 rows x 4 columns of dW. id.x: quad of k, id.y: quad of n.
struct Params { m: u32, n: u32, k: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(2) var<storage, read_write> x: array<Quad>;
@group(0) @binding(3) var<storage, read_write> dw: array<Quad>;

fn finish(n: u32, q: u32, sum: vec4<f32>) {
  if (n < p.n) { dw[n * ((p.k + 3u) / 4u) + q] = narrow(sum); }
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let k4 = (p.k + 3u) / 4u;
  let n4 = (p.n + 3u) / 4u;
  if (id.x >= k4 || id.y >= n4) { return; }
  var s0 = vec4<f32>();
  var s1 = vec4<f32>();
  var s2 = vec4<f32>();
  var s3 = vec4<f32>();
  for (var m = 0u; m < p.m; m++) {
    let a = wide(dy[m * n4 + id.y]);
    let b = wide(x[m * k4 + id.x]);
    s0 += a.x * b;
    s1 += a.y * b;
    s2 += a.z * b;
    s3 += a.w * b;
  }
  finish(id.y * 4u, id.x, s0);
  finish(id.y * 4u + 1u, id.x, s1);
  finish(id.y * 4u + 2u, id.x, s2);
  finish(id.y * 4u + 3u, id.x, s3);
}
