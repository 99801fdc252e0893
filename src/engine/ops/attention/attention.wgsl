// o[i] = sum_j softmax_j(q[i] . k[j] / sqrt(d)) v[j] for each head; lse[i] = log sum_j exp(q[i] . k[j] / sqrt(d))
// q, o [b, tq, heads * d], k, v [b, tk, heads * d], lse [b, heads, tq] f32. causal: query i sees keys j <= i + tk - tq.
// HEAD4 = d / 4. One thread: four queries of one head, four keys at a time, softmax on the way (scores are never stored):
// what is loaded of keys and values serves four queries, which is what loads cost most where there is no shared memory.
// flat id + first = (b * heads + head) * ceil(tq / 4) + block of queries. A matrix has a column for each query.
struct Params { samples: u32, heads: u32, tq: u32, tk: u32, causal: u32, first: u32, head4: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> q: array<Quad>;
@group(0) @binding(2) var<storage, read_write> k: array<Quad>;
@group(0) @binding(3) var<storage, read_write> v: array<Quad>;
@group(0) @binding(4) var<storage, read_write> o: array<Quad>;
@group(0) @binding(5) var<storage, read_write> lse: array<f32>;

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
  // keys that each query sees
  let seen = select(vec4<u32>(p.tk), min(mine + 1u + ahead, vec4<u32>(p.tk)), p.causal == 1u);
  let end = max(seen.x, seen.w);
  let factor = 1.0 / sqrt(f32(HEAD4 * 4u));
  var asks: array<mat4x4<f32>, HEAD4>;
  var sum: array<mat4x4<f32>, HEAD4>;
  for (var c = 0u; c < quads; c++) {
    asks[c] = factor * mat4x4<f32>(wide(q[at.x + c]), wide(q[at.y + c]), wide(q[at.z + c]), wide(q[at.w + c]));
  }
  var top = vec4<f32>(LOWEST);
  var total = vec4<f32>();
  for (var j = 0u; j < end; j += 4u) {
    let n = keys + four(j, end) * row;
    var s = mat4x4<f32>();
    for (var c = 0u; c < quads; c++) {
      let m = transpose(mat4x4<f32>(wide(k[n.x + c]), wide(k[n.y + c]), wide(k[n.z + c]), wide(k[n.w + c])));
      s = multiply_add_each(m, asks[c], s);
    }
    s = only_columns(s, j, seen);
    let high = max(top, vec4<f32>(largest(s[0]), largest(s[1]), largest(s[2]), largest(s[3])));
    if (any(high > top)) {
      let fade = exp(top - high);
      total *= fade;
      for (var c = 0u; c < quads; c++) { sum[c] = by_row(sum[c], fade); }
      top = high;
    }
    let w = mat4x4<f32>(exp(s[0] - top.x), exp(s[1] - top.y), exp(s[2] - top.z), exp(s[3] - top.w));
    total += vec4<f32>(1.0) * w;
    for (var c = 0u; c < quads; c++) {
      let m = mat4x4<f32>(wide(v[n.x + c]), wide(v[n.y + c]), wide(v[n.z + c]), wide(v[n.w + c]));
      sum[c] = multiply_add_each(m, w, sum[c]);
    }
  }
  let count = min(4u, p.tq - query);
  for (var r = 0u; r < count; r++) {
    for (var c = 0u; c < quads; c++) { o[at[r] + c] = narrow(sum[c][r] / total[r]); }
    lse[i / blocks * p.tq + query + r] = top[r] + log(total[r]);
  }
}
