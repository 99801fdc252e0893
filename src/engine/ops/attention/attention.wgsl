// o[i] = sum_j softmax_j(q[i] . k[j] / sqrt(d)) v[j] for each head; lse[i] = log sum_j exp(q[i] . k[j] / sqrt(d))
// q, o [b, tq, heads * d], k, v [b, tk, heads * d], lse [b, heads, tq] f32. causal: query i sees keys j <= i.
// HEAD4 = d / 4. One thread: one query of one head, four keys at a time, softmax on the way (scores are never stored).
// flat id + first = (b * heads + head) * tq + query, so that neighbours read the same keys.
struct Params { samples: u32, heads: u32, tq: u32, tk: u32, causal: u32, first: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> q: array<Quad>;
@group(0) @binding(2) var<storage, read_write> k: array<Quad>;
@group(0) @binding(3) var<storage, read_write> v: array<Quad>;
@group(0) @binding(4) var<storage, read_write> o: array<Quad>;
@group(0) @binding(5) var<storage, read_write> lse: array<f32>;

// less than any score, and finite
const LOWEST = -3.0e38;

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
  var sum: array<vec4<f32>, HEAD4>;
  for (var c = 0u; c < HEAD4; c++) { mine[c] = wide(q[at + c]) * factor; }
  var top = LOWEST;
  var total = 0.0;
  for (var j = 0u; j < end; j += 4u) {
    // keys beyond the end repeat the last one and get no weight
    let j0 = keys + j * row;
    let j1 = keys + min(j + 1u, end - 1u) * row;
    let j2 = keys + min(j + 2u, end - 1u) * row;
    let j3 = keys + min(j + 3u, end - 1u) * row;
    var score = vec4<f32>();
    for (var c = 0u; c < HEAD4; c++) {
      score += mine[c] * mat4x4<f32>(wide(k[j0 + c]), wide(k[j1 + c]), wide(k[j2 + c]), wide(k[j3 + c]));
    }
    let high = max(max(score.x, score.y), max(score.z, score.w));
    if (high > top) {
      let fade = exp(top - high);
      total *= fade;
      for (var c = 0u; c < HEAD4; c++) { sum[c] *= fade; }
      top = high;
    }
    let weight = keep(exp(score - top), 0u, end - j);
    total += dot(weight, vec4<f32>(1.0));
    for (var c = 0u; c < HEAD4; c++) {
      sum[c] += mat4x4<f32>(wide(v[j0 + c]), wide(v[j1 + c]), wide(v[j2 + c]), wide(v[j3 + c])) * weight;
    }
  }
  for (var c = 0u; c < HEAD4; c++) { o[at + c] = narrow(sum[c] / total); }
  lse[i] = top + log(total);
}
