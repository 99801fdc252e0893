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
  // the first query that sees each of the thread's keys
  let seen = select(vec4<u32>(), mine, p.causal == 1u);
  let end = min(p.tq, (group.z + 1u) * p.each);
  var begin = group.z * p.each;
  if (p.causal == 1u) { begin = max(begin, first); }
  var sum_key: array<mat4x4<f32>, SLABS>;
  var sum_value: array<mat4x4<f32>, SLABS>;
  for (var j = begin; j < end; j += COLUMNS) {
    var s = mat4x4<f32>();
    for (var slab = 0u; slab < SLABS; slab++) {
      workgroupBarrier();
      left_k(first, p.tk, keys, slab, x, y);
      right_q(j, end, queries, slab, x, y);
      workgroupBarrier();
      s = pair(s, x, y);
    }
    var inner = mat4x4<f32>();
    for (var slab = 0u; slab < SLABS; slab++) {
      workgroupBarrier();
      left_v(first, p.tk, keys, slab, x, y);
      right_dout(j, end, queries, slab, x, y);
      workgroupBarrier();
      inner = pair(inner, x, y);
    }
    let column = vec4<u32>(j + x) + vec4<u32>(0u, X, 2u * X, 3u * X);
    let n = min(column, vec4<u32>(p.tq - 1u)) + group.y * p.tq;
    let norm = vec4<f32>(lse[n.x], lse[n.y], lse[n.z], lse[n.w]);
    let shift = vec4<f32>(delta[n.x], delta[n.y], delta[n.z], delta[n.w]);
    let there = column < vec4<u32>(end);
    let w = mat4x4<f32>(
      select(vec4<f32>(), exp(s[0] * factor - norm), there & (column >= vec4<u32>(seen.x))),
      select(vec4<f32>(), exp(s[1] * factor - norm), there & (column >= vec4<u32>(seen.y))),
      select(vec4<f32>(), exp(s[2] * factor - norm), there & (column >= vec4<u32>(seen.z))),
      select(vec4<f32>(), exp(s[3] * factor - norm), there & (column >= vec4<u32>(seen.w))),
    );
    weigh_columns(w, x, y);
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
    weigh_columns(mat4x4<f32>(
      w[0] * (inner[0] - shift), w[1] * (inner[1] - shift), w[2] * (inner[2] - shift), w[3] * (inner[3] - shift),
    ), x, y);
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
