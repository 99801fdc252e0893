// A tile of a matrix product, or of a convolution seen as one: Y[row, column] = sum_k Left[row, k] Right[k, column].
// A workgroup makes TILE_ROWS x TILE_QUADS quads of Y, a thread ROWS x QUADS of them, spread so that neighbours read
// neighbours. The sum goes in steps of 4 * DEPTH4 that lie in workgroup memory, brought there by all threads (LOADS quads
// of Left and BLOCKS blocks of 4 x 4 of Right each). f32 sums. group.z: part of the sum, `chunk` steps each.
// Steps go tap by tap, p.steps / per_tap() of them, each tap from its first channels to its last.
// The kernel's own file says where operands lie (per_tap, place, left, right) and what becomes of sums (store).
// A line with a $ stands for several: see written-out.ts.
const LEFT_LINE = TILE_ROWS + 1u;
const RIGHT_LINE = TILE_QUADS + 1u;
var<workgroup> lefts: array<Held, DEPTH4 * LEFT_LINE>;
var<workgroup> rights: array<Held, 4u * DEPTH4 * RIGHT_LINE>;

// Block `at` of the tile of Right into workgroup memory; those beyond its end are not there.
fn put(at: u32, block: mat4x4<f32>) {
  if (at >= DEPTH4 * TILE_QUADS) { return; }
  let start = at % DEPTH4 * 4u * RIGHT_LINE + at / DEPTH4;
  rights[start] = hold_wide(block[0]);
  rights[start + RIGHT_LINE] = hold_wide(block[1]);
  rights[start + 2u * RIGHT_LINE] = hold_wide(block[2]);
  rights[start + 3u * RIGHT_LINE] = hold_wide(block[3]);
}

fn block(at: u32) -> mat4x4<f32> {
  return mat4x4<f32>(held(rights[at]), held(rights[at + RIGHT_LINE]), held(rights[at + 2u * RIGHT_LINE]), held(rights[at + 3u * RIGHT_LINE]));
}

// w x + sum
fn add_product(w: mat4x4<f32>, x: vec4<f32>, sum: vec4<f32>) -> vec4<f32> {
  return fma(w[3], vec4<f32>(x.w), fma(w[2], vec4<f32>(x.z), fma(w[1], vec4<f32>(x.y), fma(w[0], vec4<f32>(x.x), sum))));
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = group.y * TILE_ROWS;
  let quad = group.x * TILE_QUADS;
  let ty = thread / THREADS_X;
  let tx = thread % THREADS_X;
  let q = thread % DEPTH4;
  let first = group.z * p.chunk;
  let end = min(first + p.chunk, p.steps);
  let place$load = place(row + (thread + $loadu * THREADS) / DEPTH4);
  var sum$row_$quad = vec4<f32>();
  var tap = first / per_tap();
  var within = first % per_tap();
  for (var step = first; step < end; step++) {
    workgroupBarrier();
    lefts[q * LEFT_LINE + (thread + $loadu * THREADS) / DEPTH4] = hold(left(place$load, tap, within * DEPTH4 + q));
    put(thread + $blocku * THREADS, right(tap, within * DEPTH4 + (thread + $blocku * THREADS) % DEPTH4, quad + (thread + $blocku * THREADS) / DEPTH4));
    workgroupBarrier();
    // counted, not divided: a division takes as long as dozens of multiply-adds
    within += 1u;
    if (within == per_tap()) {
      within = 0u;
      tap += 1u;
    }
    for (var k = 0u; k < DEPTH4; k++) {
      let w$quad = block(4u * k * RIGHT_LINE + tx + $quadu * THREADS_X);
      let x$row = held(lefts[k * LEFT_LINE + ty + $rowu * THREADS_Y]);
      sum$row_$quad = add_product(w$quad, x$row, sum$row_$quad);
    }
  }
  // Of the thread's rows those that Y has. The epilogue is there once, not once a row: lavapipe compiles it in a fourth of
  // the time.
  let down = rows() - row;
  let mine = select(0u, min(ROWS, (down - ty + THREADS_Y - 1u) / THREADS_Y), ty < down);
  for (var i = 0u; i < mine; i++) {
    var sum$quad = vec4<f32>();
    sum$quad = select(sum$quad, sum$row_$quad, i == $rowu);
    if (quad + tx + $quadu * THREADS_X < quads()) { store(row + ty + i * THREADS_Y, quad + tx + $quadu * THREADS_X, group.z, sum$quad); }
  }
}
