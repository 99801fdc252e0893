// dq[i] = sum_j ds[i, j] k[j] / sqrt(d) with w[i, j] = exp(q[i] . k[j] / sqrt(d) - lse[i]) (softmax's weights again)
// and ds[i, j] = w[i, j] (do[i] . v[j] - delta[i])
// q, do, dq [b, tq, heads * d], k, v [b, tk, heads * d], lse, delta [b, heads, tq] f32. HEAD4 = d / 4.
// One thread: four queries of one head, four keys at a time, as in attention.wgsl.
struct Params { samples: u32, heads: u32, tq: u32, tk: u32, causal: u32, first: u32, head4: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> q: array<Quad>;
@group(0) @binding(2) var<storage, read_write> k: array<Quad>;
@group(0) @binding(3) var<storage, read_write> v: array<Quad>;
@group(0) @binding(4) var<storage, read_write> dout: array<Quad>;
@group(0) @binding(5) var<storage, read_write> lse: array<f32>;
@group(0) @binding(6) var<storage, read_write> delta: array<f32>;
@group(0) @binding(7) var<storage, read_write> dq: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = p.first + flat(id, groups);
  let blocks = (p.tq + 3u) / 4u;
  if (i >= p.samples * p.heads * blocks) { return; }
  // bound from a uniform: a long loop that a compiler would write out takes it many seconds
  let quads = select(p.head4, HEAD4, HEAD4 <= 4u);
  let row = p.heads * HEAD4;
  let query = i % blocks * 4u;
  let head = i / blocks % p.heads * HEAD4;
  let sample = i / (blocks * p.heads);
  let mine = four(query, p.tq);
  let at = sample * p.tq * row + head + mine * row;
  let keys = sample * p.tk * row + head;
  // where causal: keys ahead of the first query's own
  let ahead = p.tk - p.tq;
  let seen = select(vec4<u32>(p.tk), min(mine + 1u + ahead, vec4<u32>(p.tk)), p.causal == 1u);
  let end = max(seen.x, seen.w);
  let numbers = i / blocks * p.tq + mine;
  let norm = vec4<f32>(lse[numbers.x], lse[numbers.y], lse[numbers.z], lse[numbers.w]);
  let shift = vec4<f32>(delta[numbers.x], delta[numbers.y], delta[numbers.z], delta[numbers.w]);
  let factor = 1.0 / sqrt(f32(HEAD4 * 4u));
  var asks: array<mat4x4<f32>, HEAD4>;
  var gradient: array<mat4x4<f32>, HEAD4>;
  var sum: array<mat4x4<f32>, HEAD4>;
  for (var c = 0u; c < quads; c++) {
    asks[c] = factor * mat4x4<f32>(wide(q[at.x + c]), wide(q[at.y + c]), wide(q[at.z + c]), wide(q[at.w + c]));
    gradient[c] = mat4x4<f32>(wide(dout[at.x + c]), wide(dout[at.y + c]), wide(dout[at.z + c]), wide(dout[at.w + c]));
  }
  for (var j = 0u; j < end; j += 4u) {
    let n = keys + four(j, end) * row;
    var s = mat4x4<f32>();
    var inner = mat4x4<f32>();
    for (var c = 0u; c < quads; c++) {
      let m = transpose(mat4x4<f32>(wide(k[n.x + c]), wide(k[n.y + c]), wide(k[n.z + c]), wide(k[n.w + c])));
      s = multiply_add_each(m, asks[c], s);
      let u = transpose(mat4x4<f32>(wide(v[n.x + c]), wide(v[n.y + c]), wide(v[n.z + c]), wide(v[n.w + c])));
      inner = multiply_add_each(u, gradient[c], inner);
    }
    s = only_columns(s, j, seen);
    let ds = mat4x4<f32>(
      exp(s[0] - norm.x) * (inner[0] - shift.x), exp(s[1] - norm.y) * (inner[1] - shift.y),
      exp(s[2] - norm.z) * (inner[2] - shift.z), exp(s[3] - norm.w) * (inner[3] - shift.w),
    );
    for (var c = 0u; c < quads; c++) {
      let m = mat4x4<f32>(wide(k[n.x + c]), wide(k[n.y + c]), wide(k[n.z + c]), wide(k[n.w + c]));
      sum[c] = multiply_add_each(m, ds, sum[c]);
    }
  }
  let count = min(4u, p.tq - query);
  for (var r = 0u; r < count; r++) {
    for (var c = 0u; c < quads; c++) { dq[at[r] + c] = narrow(sum[c][r] * factor); }
  }
}
