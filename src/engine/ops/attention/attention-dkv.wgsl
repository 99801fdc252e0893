// dv[j] = sum_i w[i, j] do[i], dk[j] = sum_i ds[i, j] q[i] / sqrt(d), w and ds as in attention-dq.wgsl
// q, do [b, tq, heads * d], k, v, dk, dv [b, tk, heads * d], lse, delta [b, heads, tq] f32. HEAD4 = d / 4.
// One thread: one key of one head and p.each queries, four at a time. flat id + first = (b * heads + head) * tk + key.
// `put` stores the sums: see dkv-whole.wgsl and dkv-part.wgsl.
struct Params { samples: u32, heads: u32, tq: u32, tk: u32, causal: u32, first: u32, each: u32 }
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
  if (i >= p.samples * p.heads * p.tk) { return; }
  let row = p.heads * HEAD4;
  let key = i % p.tk;
  let head = i / p.tk % p.heads;
  let sample = i / (p.tk * p.heads);
  let at = (sample * p.tk + key) * row + head * HEAD4;
  let queries = sample * p.tq * row + head * HEAD4;
  let numbers = (sample * p.heads + head) * p.tq;
  let first = max(id.z * p.each, select(0u, key, p.causal == 1u));
  let end = min(p.tq, (id.z + 1u) * p.each);
  let last = end - 1u;
  let factor = 1.0 / sqrt(f32(HEAD4 * 4u));
  var my_key: array<vec4<f32>, HEAD4>;
  var my_value: array<vec4<f32>, HEAD4>;
  var sum_key: array<vec4<f32>, HEAD4>;
  var sum_value: array<vec4<f32>, HEAD4>;
  for (var c = 0u; c < HEAD4; c++) {
    my_key[c] = wide(k[at + c]) * factor;
    my_value[c] = wide(v[at + c]);
  }
  for (var j = first; j < end; j += 4u) {
    // queries beyond the last repeat it and get no weight
    let n = vec4<u32>(j, min(j + 1u, last), min(j + 2u, last), min(j + 3u, last));
    let r = queries + n * row;
    let norm = vec4<f32>(lse[numbers + n.x], lse[numbers + n.y], lse[numbers + n.z], lse[numbers + n.w]);
    let shift = vec4<f32>(delta[numbers + n.x], delta[numbers + n.y], delta[numbers + n.z], delta[numbers + n.w]);
    var score = vec4<f32>();
    var inner = vec4<f32>();
    for (var c = 0u; c < HEAD4; c++) {
      score += my_key[c] * mat4x4<f32>(wide(q[r.x + c]), wide(q[r.y + c]), wide(q[r.z + c]), wide(q[r.w + c]));
      inner += my_value[c]
        * mat4x4<f32>(wide(dout[r.x + c]), wide(dout[r.y + c]), wide(dout[r.z + c]), wide(dout[r.w + c]));
    }
    let weight = keep(exp(score - norm), 0u, end - j);
    let ds = weight * (inner - shift);
    for (var c = 0u; c < HEAD4; c++) {
      sum_key[c] += mat4x4<f32>(wide(q[r.x + c]), wide(q[r.y + c]), wide(q[r.z + c]), wide(q[r.w + c])) * ds;
      sum_value[c] +=
        mat4x4<f32>(wide(dout[r.x + c]), wide(dout[r.y + c]), wide(dout[r.z + c]), wide(dout[r.w + c])) * weight;
    }
  }
  for (var c = 0u; c < HEAD4; c++) { put(at + c, id.z, sum_key[c] * factor, sum_value[c]); }
}
