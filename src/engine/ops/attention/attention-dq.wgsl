// dq[i] = sum_j ds[i, j] k[j] / sqrt(d) with w[i, j] = exp(q[i] . k[j] / sqrt(d) - lse[i]) (softmax's weights again)
// and ds[i, j] = w[i, j] (do[i] . v[j] - delta[i])
// q, do, dq [b, tq, heads * d], k, v [b, tk, heads * d], lse, delta [b, heads, tq] f32. HEAD4 = d / 4.
// One thread: one query of one head, four keys at a time. flat id + first = (b * heads + head) * tq + query.
struct Params { samples: u32, heads: u32, tq: u32, tk: u32, causal: u32, first: u32 }
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
  if (i >= p.samples * p.heads * p.tq) { return; }
  let row = p.heads * HEAD4;
  let query = i % p.tq;
  let head = i / p.tq % p.heads * HEAD4;
  let sample = i / (p.tq * p.heads);
  let at = (sample * p.tq + query) * row + head;
  let keys = sample * p.tk * row + head;
  let end = select(p.tk, min(p.tk, query + 1u), p.causal == 1u);
  let factor = 1.0 / sqrt(f32(HEAD4 * 4u));
  var mine: array<vec4<f32>, HEAD4>;
  var gradient: array<vec4<f32>, HEAD4>;
  var sum: array<vec4<f32>, HEAD4>;
  for (var c = 0u; c < HEAD4; c++) {
    mine[c] = wide(q[at + c]) * factor;
    gradient[c] = wide(dout[at + c]);
  }
  for (var j = 0u; j < end; j += 4u) {
    // keys beyond the end repeat the last one and get no weight
    let j0 = keys + j * row;
    let j1 = keys + min(j + 1u, end - 1u) * row;
    let j2 = keys + min(j + 2u, end - 1u) * row;
    let j3 = keys + min(j + 3u, end - 1u) * row;
    var score = vec4<f32>();
    var inner = vec4<f32>();
    for (var c = 0u; c < HEAD4; c++) {
      score += mine[c] * mat4x4<f32>(wide(k[j0 + c]), wide(k[j1 + c]), wide(k[j2 + c]), wide(k[j3 + c]));
      inner += gradient[c] * mat4x4<f32>(wide(v[j0 + c]), wide(v[j1 + c]), wide(v[j2 + c]), wide(v[j3 + c]));
    }
    let ds = keep(exp(score - lse[i]), 0u, end - j) * (inner - delta[i]);
    for (var c = 0u; c < HEAD4; c++) {
      sum[c] += mat4x4<f32>(wide(k[j0 + c]), wide(k[j1 + c]), wide(k[j2 + c]), wide(k[j3 + c])) * ds;
    }
  }
  for (var c = 0u; c < HEAD4; c++) { dq[at + c] = narrow(sum[c] * factor); }
}
