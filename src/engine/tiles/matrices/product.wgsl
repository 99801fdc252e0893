// A tile of a matrix product by matrices of subgroups: what engine/tiles/product.wgsl makes, from the same operands and heads.
// A workgroup of THREADS makes TILE_ROWS x TILE_QUADS quads of Y; its subgroups share them DOWN x ACROSS, each has I x J
// matrices of M x N f32 sums. The sum goes in steps of 4 * DEPTH4 that lie in workgroup memory as f16, brought there by all
// threads (LOADS quads of Left and BLOCKS blocks of 4 x 4 of Right each). group.z: part of the sum, `chunk` steps each.
// Sums leave through workgroup memory, since which thread holds which of them is the hardware's own.
// A line with a $ stands for several: see written-out.ts.
const LEFT_LINE = 4u * DEPTH4 + 8u;
const RIGHT_LINE = 4u * TILE_QUADS + 8u;
var<workgroup> lefts: array<f16, TILE_ROWS * LEFT_LINE>;
var<workgroup> rights: array<f16, 4u * DEPTH4 * RIGHT_LINE>;
// one matrix of each subgroup
var<workgroup> sums: array<f32, THREADS / SUBGROUP * M * N>;

fn put_left(row: u32, q: u32, v: vec4<f16>) {
  let at = row * LEFT_LINE + q * 4u;
  lefts[at] = v.x;
  lefts[at + 1u] = v.y;
  lefts[at + 2u] = v.z;
  lefts[at + 3u] = v.w;
}

// Block `at` of the tile of Right: four rows of four columns.
fn put_right(at: u32, block: mat4x4<f32>) {
  for (var r = 0u; r < 4u; r++) {
    let v = vec4<f16>(block[r]);
    let start = (at % DEPTH4 * 4u + r) * RIGHT_LINE + at / DEPTH4 * 4u;
    rights[start] = v.x;
    rights[start + 1u] = v.y;
    rights[start + 2u] = v.z;
    rights[start + 3u] = v.w;
  }
}

// The subgroup's matrix in `sums`, whose first sum is that of Y at `row` and `quad`, to where sums go.
fn give(row: u32, quad: u32, part: u32, thread: u32) {
  for (var i = thread % SUBGROUP; i < M * N / 4u; i += SUBGROUP) {
    let r = row + i / (N / 4u);
    let q = quad + i % (N / 4u);
    let at = thread / SUBGROUP * M * N + i * 4u;
    if (r < rows() && q < quads()) { store(r, q, part, vec4<f32>(sums[at], sums[at + 1u], sums[at + 2u], sums[at + 3u])); }
  }
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let subgroup = subgroup_of(thread);
  let row = group.y * TILE_ROWS;
  let quad = group.x * TILE_QUADS;
  let down = subgroup % DOWN * (TILE_ROWS / DOWN);
  let across = subgroup / DOWN * (4u * TILE_QUADS / ACROSS);
  let q = thread % DEPTH4;
  let first = group.z * p.chunk;
  let end = min(first + p.chunk, p.steps);
  let place$load = place(row + (thread + $loadu * THREADS) / DEPTH4);
  var sum$i_$j: Sums;
  var tap = first / per_tap();
  var within = first % per_tap();
  for (var step = first; step < end; step++) {
    workgroupBarrier();
    put_left((thread + $loadu * THREADS) / DEPTH4, q, left(place$load, tap, within * DEPTH4 + q));
    put_right(thread + $blocku * THREADS, right(tap, within * DEPTH4 + (thread + $blocku * THREADS) % DEPTH4, quad + (thread + $blocku * THREADS) / DEPTH4));
    workgroupBarrier();
    within += 1u;
    if (within == per_tap()) {
      within = 0u;
      tap += 1u;
    }
    for (var k = 0u; k < 4u * DEPTH4; k += K) {
      let left$i = load_left((down + $iu * M) * LEFT_LINE + k);
      let right$j = load_right(k * RIGHT_LINE + across + $ju * N);
      sum$i_$j = multiply_add(left$i, right$j, sum$i_$j);
    }
  }
  workgroupBarrier(); store_sums(subgroup * M * N, sum$i_$j); workgroupBarrier(); give(row + down + $iu * M, quad + (across + $ju * N) / 4u, group.z, thread);
}
