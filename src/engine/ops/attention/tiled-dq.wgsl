// attention-dq.wgsl in tiles (see tile.wgsl): rows are queries, columns are keys.
// One workgroup: p.first + 4 Y queries of one head. workgroup_id: (block of queries, b * heads + head).
struct Params { samples: u32, heads: u32, tq: u32, tk: u32, causal: u32, first: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> q: array<Quad>;
@group(0) @binding(2) var<storage, read_write> k: array<Quad>;
@group(0) @binding(3) var<storage, read_write> v: array<Quad>;
@group(0) @binding(4) var<storage, read_write> dout: array<Quad>;
@group(0) @binding(5) var<storage, read_write> lse: array<f32>;
@group(0) @binding(6) var<storage, read_write> delta: array<f32>;
@group(0) @binding(7) var<storage, read_write> dq: array<Quad>;

// softmax's weights from scores s: exp(s - norm), zero for columns that the row does not see
fn softmax(s: mat4x4<f32>, norm: vec4<f32>, column: vec4<u32>, seen: vec4<u32>) -> mat4x4<f32> {
  let none = vec4<f32>();
  return mat4x4<f32>(
    select(none, exp(s[0] - norm.x), column < vec4<u32>(seen.x)), select(none, exp(s[1] - norm.y), column < vec4<u32>(seen.y)),
    select(none, exp(s[2] - norm.z), column < vec4<u32>(seen.z)), select(none, exp(s[3] - norm.w), column < vec4<u32>(seen.w)),
  );
}

// softmax's gradient: w (inner - shift)
fn gradient(w: mat4x4<f32>, inner: mat4x4<f32>, shift: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(w[0] * (inner[0] - shift.x), w[1] * (inner[1] - shift.y), w[2] * (inner[2] - shift.z), w[3] * (inner[3] - shift.w));
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
  // where causal: keys ahead of the first query's own
  let ahead = p.tk - p.tq;
  let end = select(p.tk, min(p.tk, first + ROWS + ahead), p.causal == 1u);
  let factor = 1.0 / sqrt(f32(HEAD4 * 4u));
  let mine = vec4<u32>(first + y) + vec4<u32>(0u, Y, 2u * Y, 3u * Y);
  let seen = select(vec4<u32>(p.tk), min(mine + 1u + ahead, vec4<u32>(p.tk)), p.causal == 1u);
  // rows beyond the last repeat it; they are not stored
  let n = min(mine, vec4<u32>(p.tq - 1u)) + group.y * p.tq;
  let norm = vec4<f32>(lse[n.x], lse[n.y], lse[n.z], lse[n.w]);
  let shift = vec4<f32>(delta[n.x], delta[n.y], delta[n.z], delta[n.w]);
  var sum: array<mat4x4<f32>, SLABS>;
  for (var j = 0u; j < end; j += COLUMNS) {
    var inner = Scores();
    for (var slab = 0u; slab < SLABS; slab++) {
      workgroupBarrier();
      left_dout(first, p.tq, queries, slab, x, y);
      right_v(j, p.tk, keys, slab, x, y);
      workgroupBarrier();
      inner = pair(inner, x, y);
    }
    var s = Scores();
    for (var slab = 0u; slab < SLABS; slab++) {
      workgroupBarrier();
      left_q(first, p.tq, queries, slab, x, y);
      right_k(j, p.tk, keys, slab, x, y);
      workgroupBarrier();
      s = pair(s, x, y);
    }
    s.block$s = gradient(softmax(s.block$s * factor, norm, columns_of(j, $su, x), seen), inner.block$s, shift);
    weigh_columns(s, x, y);
    for (var slab = 0u; slab < SLABS; slab++) {
      workgroupBarrier();
      // a head of one slab has its keys there still
      if (SLABS > 1u) {
        right_k(j, p.tk, keys, slab, x, y);
        workgroupBarrier();
      }
      sum[slab] = gather(sum[slab], x, y);
    }
  }
  let query$r = first + y + $ru * Y;
  for (var slab = 0u; slab < SLABS; slab++) {
    let quad = slab * X + x;
    if (quad >= HEAD4) { continue; }
    if (query$r < p.tq) { dq[queries + query$r * row + quad] = narrow(sum[slab][$r] * factor); }
  }
}
