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
fn softmax(s: vec4<f32>, norm: f32, column: vec4<u32>, seen: u32) -> vec4<f32> {
  return select(vec4<f32>(), exp(s - norm), column < vec4<u32>(seen));
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
  let end = select(p.tk, min(p.tk, first + ROWS), p.causal == 1u);
  let factor = 1.0 / sqrt(f32(HEAD4 * 4u));
  let mine = vec4<u32>(first + y) + vec4<u32>(0u, Y, 2u * Y, 3u * Y);
  let seen = select(vec4<u32>(p.tk), min(mine + 1u, vec4<u32>(p.tk)), p.causal == 1u);
  // rows beyond the last repeat it; they are not stored
  let n = min(mine, vec4<u32>(p.tq - 1u)) + group.y * p.tq;
  let norm = vec4<f32>(lse[n.x], lse[n.y], lse[n.z], lse[n.w]);
  let shift = vec4<f32>(delta[n.x], delta[n.y], delta[n.z], delta[n.w]);
  var sum: array<mat4x4<f32>, SLABS>;
  for (var j = 0u; j < end; j += COLUMNS) {
    var inner = mat4x4<f32>();
    for (var slab = 0u; slab < SLABS; slab++) {
      workgroupBarrier();
      left_dout(first, p.tq, queries, slab, x, y);
      right_v(j, p.tk, keys, slab, x, y);
      workgroupBarrier();
      inner = pair(inner, x, y);
    }
    var s = mat4x4<f32>();
    for (var slab = 0u; slab < SLABS; slab++) {
      workgroupBarrier();
      left_q(first, p.tq, queries, slab, x, y);
      right_k(j, p.tk, keys, slab, x, y);
      workgroupBarrier();
      s = pair(s, x, y);
    }
    let column = vec4<u32>(j + x) + vec4<u32>(0u, X, 2u * X, 3u * X);
    weigh_columns(mat4x4<f32>(
      softmax(s[0] * factor, norm.x, column, seen.x) * (inner[0] - shift.x),
      softmax(s[1] * factor, norm.y, column, seen.y) * (inner[1] - shift.y),
      softmax(s[2] * factor, norm.z, column, seen.z) * (inner[2] - shift.z),
      softmax(s[3] * factor, norm.w, column, seen.w) * (inner[3] - shift.w),
    ), x, y);
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
