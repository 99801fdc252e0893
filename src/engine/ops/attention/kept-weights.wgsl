// w[i, j] = exp(q[i] . k[j] / sqrt(d) - lse[i]) (softmax's weights again), ds[i, j] = w[i, j] (do[i] . v[j] - delta[i]) / sqrt(d)
// q, do [b, tq, heads * d], k, v [b, tk, heads * d], lse, delta [b, heads, tq] f32.
// weights, ds [b * heads, tq8, 4 line] f32, both up to a multiple of eight; zero beyond tq, tk and, where causal, for keys j > i + tk - tq.
// One thread: eight queries, four keys. id.x: quad of keys, id.y: block of queries, id.z = b * heads + head.
// A line with a $ stands for several (written-out.ts): SwiftShader runs indexed arrays at half speed.
struct Params { heads: u32, tq: u32, tk: u32, head4: u32, tq8: u32, line: u32, causal: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> q: array<Quad>;
@group(0) @binding(2) var<storage, read_write> k: array<Quad>;
@group(0) @binding(3) var<storage, read_write> v: array<Quad>;
@group(0) @binding(4) var<storage, read_write> dout: array<Quad>;
@group(0) @binding(5) var<storage, read_write> lse: array<f32>;
@group(0) @binding(6) var<storage, read_write> delta: array<f32>;
@group(0) @binding(7) var<storage, read_write> weights: array<vec4<f32>>;
@group(0) @binding(8) var<storage, read_write> ds: array<vec4<f32>>;

fn finish(id: vec3<u32>, query: u32, score: vec4<f32>, inner: vec4<f32>) {
  let factor = 1.0 / sqrt(f32(p.head4 * 4u));
  let key = vec4<u32>(id.x * 4u) + vec4<u32>(0u, 1u, 2u, 3u);
  let end = select(min(query + 1u + p.tk - p.tq, p.tk), p.tk, p.causal == 0u);
  let number = id.z * p.tq + min(query, p.tq - 1u);
  let seen = (key < vec4<u32>(end)) & vec4<bool>(query < p.tq);
  let w = select(vec4<f32>(), exp(score * factor - lse[number]), seen);
  let at = (id.z * p.tq8 + query) * p.line + id.x;
  weights[at] = w;
  ds[at] = w * (inner - delta[number]) * factor;
}

@compute @workgroup_size(4, 16)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= p.line || id.y * 8u >= p.tq) { return; }
  let head = id.z % p.heads * p.head4;
  let row = p.heads * p.head4;
  let sample = id.z / p.heads;
  // queries and keys beyond the last are the last again
  let key$key = (sample * p.tk + min(id.x * 4u + $keyu, p.tk - 1u)) * row + head;
  let query$query = (sample * p.tq + min(id.y * 8u + $queryu, p.tq - 1u)) * row + head;
  var score$query = vec4<f32>();
  var inner$query = vec4<f32>();
  for (var c = 0u; c < p.head4; c++) {
    let keys = mat4x4<f32>(wide(k[key0 + c]), wide(k[key1 + c]), wide(k[key2 + c]), wide(k[key3 + c]));
    score$query += wide(q[query$query + c]) * keys;
    let values = mat4x4<f32>(wide(v[key0 + c]), wide(v[key1 + c]), wide(v[key2 + c]), wide(v[key3 + c]));
    inner$query += wide(dout[query$query + c]) * values;
  }
  finish(id, id.y * 8u + $queryu, score$query, inner$query);
}
