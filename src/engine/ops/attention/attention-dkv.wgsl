// dv[j] = sum_i w[i, j] do[i], dk[j] = sum_i ds[i, j] q[i] / sqrt(d), w and ds as in attention-dq.wgsl
// q, do [b, tq, heads * d], k, v, dk, dv [b, tk, heads * d], lse, delta [b, heads, tq] f32. HEAD4 = d / 4.
// One thread: four keys of one head and p.each queries, four at a time. A matrix has a column for each key.
// flat id + first = (b * heads + head) * ceil(tk / 4) + block of keys; id.z: which part of the queries.
// `put` stores the sums: see dkv-whole.wgsl and dkv-part.wgsl.
struct Params { samples: u32, heads: u32, tq: u32, tk: u32, causal: u32, first: u32, head4: u32, each: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> q: array<Quad>;
@group(0) @binding(2) var<storage, read_write> k: array<Quad>;
@group(0) @binding(3) var<storage, read_write> v: array<Quad>;
@group(0) @binding(4) var<storage, read_write> dout: array<Quad>;
@group(0) @binding(5) var<storage, read_write> lse: array<f32>;
@group(0) @binding(6) var<storage, read_write> delta: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = p.first + flat(id, groups);
  let blocks = (p.tk + 3u) / 4u;
  if (i >= p.samples * p.heads * blocks) { return; }
  // bound from a uniform: a long loop that a compiler would write out takes it many seconds
  let quads = select(p.head4, HEAD4, HEAD4 <= 4u);
  let row = p.heads * HEAD4;
  let key = i % blocks * 4u;
  let head = i / blocks % p.heads * HEAD4;
  let sample = i / (blocks * p.heads);
  let mine = four(key, p.tk);
  let at = sample * p.tk * row + head + mine * row;
  let queries = sample * p.tq * row + head;
  let numbers = i / blocks * p.tq;
  // where causal: keys ahead of the first query's own
  let ahead = p.tk - p.tq;
  // the first query that sees each key
  let seen = select(vec4<u32>(), mine - min(mine, vec4<u32>(ahead)), p.causal == 1u);
  let begin = max(id.z * p.each, seen.x);
  let end = min(p.tq, (id.z + 1u) * p.each);
  let factor = 1.0 / sqrt(f32(HEAD4 * 4u));
  var my_key: array<mat4x4<f32>, HEAD4>;
  var my_value: array<mat4x4<f32>, HEAD4>;
  var sum_key: array<mat4x4<f32>, HEAD4>;
  var sum_value: array<mat4x4<f32>, HEAD4>;
  for (var c = 0u; c < quads; c++) {
    my_key[c] = factor * mat4x4<f32>(wide(k[at.x + c]), wide(k[at.y + c]), wide(k[at.z + c]), wide(k[at.w + c]));
    my_value[c] = mat4x4<f32>(wide(v[at.x + c]), wide(v[at.y + c]), wide(v[at.z + c]), wide(v[at.w + c]));
  }
  for (var j = begin; j < end; j += 4u) {
    let n = four(j, end);
    let source = queries + n * row;
    let norm = vec4<f32>(lse[numbers + n.x], lse[numbers + n.y], lse[numbers + n.z], lse[numbers + n.w]);
    let shift = vec4<f32>(delta[numbers + n.x], delta[numbers + n.y], delta[numbers + n.z], delta[numbers + n.w]);
    var s = mat4x4<f32>();
    var inner = mat4x4<f32>();
    for (var c = 0u; c < quads; c++) {
      let m = transpose(mat4x4<f32>(wide(q[source.x + c]), wide(q[source.y + c]), wide(q[source.z + c]), wide(q[source.w + c])));
      s = multiply_add_each(m, my_key[c], s);
      let u = transpose(mat4x4<f32>(wide(dout[source.x + c]), wide(dout[source.y + c]), wide(dout[source.z + c]), wide(dout[source.w + c])));
      inner = multiply_add_each(u, my_value[c], inner);
    }
    // queries beyond the last and before those that see the key get no weight
    let query = vec4<u32>(j) + vec4<u32>(0u, 1u, 2u, 3u);
    let there = query < vec4<u32>(end);
    let none = vec4<f32>();
    let w = mat4x4<f32>(
      select(none, exp(s[0] - norm), there & (query >= vec4<u32>(seen.x))),
      select(none, exp(s[1] - norm), there & (query >= vec4<u32>(seen.y))),
      select(none, exp(s[2] - norm), there & (query >= vec4<u32>(seen.z))),
      select(none, exp(s[3] - norm), there & (query >= vec4<u32>(seen.w))),
    );
    let ds = mat4x4<f32>(w[0] * (inner[0] - shift), w[1] * (inner[1] - shift), w[2] * (inner[2] - shift), w[3] * (inner[3] - shift));
    for (var c = 0u; c < quads; c++) {
      let m = mat4x4<f32>(wide(q[source.x + c]), wide(q[source.y + c]), wide(q[source.z + c]), wide(q[source.w + c]));
      sum_key[c] = multiply_add_each(m, ds, sum_key[c]);
      let u = mat4x4<f32>(wide(dout[source.x + c]), wide(dout[source.y + c]), wide(dout[source.z + c]), wide(dout[source.w + c]));
      sum_value[c] = multiply_add_each(u, w, sum_value[c]);
    }
  }
  let count = min(4u, p.tk - key);
  for (var r = 0u; r < count; r++) {
    for (var c = 0u; c < quads; c++) { put(at[r] + c, id.z, sum_key[c][r] * factor, sum_value[c][r]); }
  }
}
