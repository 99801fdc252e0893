// attention-dkv.wgsl in tiles (see tile.wgsl): rows are keys, columns are queries.
// One workgroup: p.first + 4 Y keys of one head and p.each queries. workgroup_id: (block of keys, b * heads + head, part).
// `put` stores the sums: see dkv-whole.wgsl and dkv-part.wgsl.
struct Params { samples: u32, heads: u32, tq: u32, tk: u32, causal: u32, first: u32, each: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> q: array<Quad>;
@group(0) @binding(2) var<storage, read_write> k: array<Quad>;
@group(0) @binding(3) var<storage, read_write> v: array<Quad>;
@group(0) @binding(4) var<storage, read_write> dout: array<Quad>;
@group(0) @binding(5) var<storage, read_write> lse: array<f32>;
@group(0) @binding(6) var<storage, read_write> delta: array<f32>;

// softmax's weights from scores s: exp(s - norm), zero for queries from `end` on and before those that see the key
fn softmax(s: mat4x4<f32>, norm: vec4<f32>, query: vec4<u32>, end: u32, seen: vec4<u32>) -> mat4x4<f32> {
  let none = vec4<f32>();
  let there = query < vec4<u32>(end);
  return mat4x4<f32>(
    select(none, exp(s[0] - norm), there & (query >= vec4<u32>(seen.x))), select(none, exp(s[1] - norm), there & (query >= vec4<u32>(seen.y))),
    select(none, exp(s[2] - norm), there & (query >= vec4<u32>(seen.z))), select(none, exp(s[3] - norm), there & (query >= vec4<u32>(seen.w))),
  );
}

// softmax's gradient: w (inner - shift)
fn gradient(w: mat4x4<f32>, inner: mat4x4<f32>, shift: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(w[0] * (inner[0] - shift), w[1] * (inner[1] - shift), w[2] * (inner[2] - shift), w[3] * (inner[3] - shift));
}

@compute @workgroup_size(X, Y)
fn main(@builtin(local_invocation_id) id: vec3<u32>, @builtin(workgroup_id) group: vec3<u32>) {
  let x = id.x;
  let y = id.y;
  let row = p.heads * HEAD4;
  let sample = group.y / p.heads;
  let head = group.y % p.heads * HEAD4;
  let queries = sample * p.tq * row + head;
  let keys = sample * p.tk * row + head;
  let first = p.first + group.x * ROWS;
  let factor = 1.0 / sqrt(f32(HEAD4 * 4u));
  let mine = vec4<u32>(first + y) + vec4<u32>(0u, Y, 2u * Y, 3u * Y);
  // where causal: keys ahead of the first query's own
  let ahead = p.tk - p.tq;
  // the first query that sees each of the thread's keys
  let seen = select(vec4<u32>(), mine - min(mine, vec4<u32>(ahead)), p.causal == 1u);
  let end = min(p.tq, (group.z + 1u) * p.each);
  var begin = group.z * p.each;
  if (p.causal == 1u) { begin = max(begin, first - min(first, ahead)); }
  var sum_key: array<mat4x4<f32>, SLABS>;
  var sum_value: array<mat4x4<f32>, SLABS>;
  for (var j = begin; j < end; j += COLUMNS) {
    var s = Scores();
    for (var slab = 0u; slab < SLABS; slab++) {
      workgroupBarrier();
      left_k(first, p.tk, keys, slab, x, y);
      right_q(j, end, queries, slab, x, y);
      workgroupBarrier();
      s = pair(s, x, y);
    }
    var inner = Scores();
    for (var slab = 0u; slab < SLABS; slab++) {
      workgroupBarrier();
      left_v(first, p.tk, keys, slab, x, y);
      right_dout(j, end, queries, slab, x, y);
      workgroupBarrier();
      inner = pair(inner, x, y);
    }
    let query$s = columns_of(j, $su, x);
    let n$s = min(query$s, vec4<u32>(p.tq - 1u)) + group.y * p.tq;
    let norm$s = vec4<f32>(lse[n$s.x], lse[n$s.y], lse[n$s.z], lse[n$s.w]);
    s.block$s = softmax(s.block$s * factor, norm$s, query$s, end, seen);
    weigh_columns(s, x, y);
    let shift$s = vec4<f32>(delta[n$s.x], delta[n$s.y], delta[n$s.z], delta[n$s.w]);
    s.block$s = gradient(s.block$s, inner.block$s, shift$s);
    for (var slab = 0u; slab < SLABS; slab++) {
      workgroupBarrier();
      // a head of one slab has its gradients there still
      if (SLABS > 1u) {
        right_dout(j, end, queries, slab, x, y);
        workgroupBarrier();
      }
      sum_value[slab] = gather(sum_value[slab], x, y);
    }
    workgroupBarrier();
    weigh_columns(s, x, y);
    for (var slab = 0u; slab < SLABS; slab++) {
      if (slab > 0u) { workgroupBarrier(); }
      right_q(j, end, queries, slab, x, y);
      workgroupBarrier();
      sum_key[slab] = gather(sum_key[slab], x, y);
    }
  }
  let key$r = first + y + $ru * Y;
  for (var slab = 0u; slab < SLABS; slab++) {
    let quad = slab * X + x;
    if (quad >= HEAD4) { continue; }
    if (key$r < p.tk) { put(keys + key$r * row + quad, group.z, sum_key[slab][$r] * factor, sum_value[slab][$r]); }
  }
}
