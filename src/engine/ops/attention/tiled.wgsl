// attention.wgsl in tiles (see tile.wgsl): rows are queries, columns are keys.
// One workgroup: p.first + 4 Y queries of one head. workgroup_id: (block of queries, b * heads + head).
struct Params { samples: u32, heads: u32, tq: u32, tk: u32, causal: u32, first: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> q: array<Quad>;
@group(0) @binding(2) var<storage, read_write> k: array<Quad>;
@group(0) @binding(3) var<storage, read_write> v: array<Quad>;
@group(0) @binding(4) var<storage, read_write> o: array<Quad>;
@group(0) @binding(5) var<storage, read_write> lse: array<f32>;

// [y][x]: a number for each of a thread's rows, to be seen by the other threads of these rows
var<workgroup> shared_rows: array<vec4<f32>, X * Y>;

// scores of a block with LOWEST for columns that the row does not see
fn only_seen(s: mat4x4<f32>, column: vec4<u32>, seen: vec4<u32>) -> mat4x4<f32> {
  let none = vec4<f32>(LOWEST);
  return mat4x4<f32>(
    select(none, s[0], column < vec4<u32>(seen.x)), select(none, s[1], column < vec4<u32>(seen.y)),
    select(none, s[2], column < vec4<u32>(seen.z)), select(none, s[3], column < vec4<u32>(seen.w)),
  );
}

fn exp_from(s: mat4x4<f32>, top: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(exp(s[0] - top.x), exp(s[1] - top.y), exp(s[2] - top.z), exp(s[3] - top.w));
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
  // keys that each of the thread's queries sees
  let seen = select(vec4<u32>(p.tk), min(mine + 1u + ahead, vec4<u32>(p.tk)), p.causal == 1u);
  var top = vec4<f32>(LOWEST);
  var total = vec4<f32>();
  var sum: array<mat4x4<f32>, SLABS>;
  for (var j = 0u; j < end; j += COLUMNS) {
    var s = Scores();
    for (var slab = 0u; slab < SLABS; slab++) {
      workgroupBarrier();
      if (SLABS > 1u || j == 0u) { left_q(first, p.tq, queries, slab, x, y); }
      right_k(j, p.tk, keys, slab, x, y);
      workgroupBarrier();
      s = pair(s, x, y);
    }
    var high = top;
    s.block$s = only_seen(s.block$s * factor, columns_of(j, $su, x), seen);
    high = max(high, vec4<f32>(largest(s.block$s[0]), largest(s.block$s[1]), largest(s.block$s[2]), largest(s.block$s[3])));
    shared_rows[y * X + x] = high;
    workgroupBarrier();
    for (var c = 0u; c < X; c++) { high = max(high, shared_rows[y * X + c]); }
    let fade = exp(top - high);
    top = high;
    // of the thread's own columns only; all are added at the end
    total *= fade;
    s.block$s = exp_from(s.block$s, high);
    total += vec4<f32>(1.0) * s.block$s;
    weigh_columns(s, x, y);
    for (var slab = 0u; slab < SLABS; slab++) {
      workgroupBarrier();
      right_v(j, p.tk, keys, slab, x, y);
      workgroupBarrier();
      sum[slab] = gather(by_row(sum[slab], fade), x, y);
    }
  }
  workgroupBarrier();
  shared_rows[y * X + x] = total;
  workgroupBarrier();
  var all = vec4<f32>();
  for (var c = 0u; c < X; c++) { all += shared_rows[y * X + c]; }
  let query$r = first + y + $ru * Y;
  if (x == 0u && query$r < p.tq) { lse[group.y * p.tq + query$r] = top[$r] + log(all[$r]); }
  for (var slab = 0u; slab < SLABS; slab++) {
    let quad = slab * X + x;
    if (quad >= HEAD4) { continue; }
    if (query$r < p.tq) { o[queries + query$r * row + quad] = narrow(sum[slab][$r] / all[$r]); }
  }
}
