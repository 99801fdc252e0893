// A tile of a matrix product, or of a convolution seen as one: Y[row, column] = sum_k Left[row, k] Right[k, column].
// A workgroup makes TILE_ROWS x TILE_QUADS quads of Y, a thread ROWS x QUADS of them, spread so that neighbours read
// neighbours. The sum goes in steps of 4 * DEPTH4 that lie in workgroup memory, brought there by all threads (LOADS quads
// of Left and BLOCKS blocks of 4 x 4 of Right each). f32 sums. group.z: part of the sum, `chunk` steps each.
// The kernel's own file says where operands lie (place, left, right) and what becomes of sums (finish). Loops over a
// thread's own have constant bounds, for compilers to write out; written out here, lavapipe's compiler takes minutes.
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

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = group.y * TILE_ROWS;
  let quad = group.x * TILE_QUADS;
  let ty = thread / THREADS_X;
  let tx = thread % THREADS_X;
  let q = thread % DEPTH4;
  let first = group.z * p.chunk;
  let end = min(first + p.chunk, p.steps);
  var places: array<Place, LOADS>;
  var sums: array<vec4<f32>, ROWS * QUADS>;
  for (var l = 0u; l < LOADS; l++) {
    places[l] = place(row + (thread + l * THREADS) / DEPTH4);
  }
  for (var step = first; step < end; step++) {
    workgroupBarrier();
    for (var l = 0u; l < LOADS; l++) { lefts[q * LEFT_LINE + (thread + l * THREADS) / DEPTH4] = hold(left(places[l], step, q)); }
    for (var r = 0u; r < BLOCKS; r++) { put(thread + r * THREADS, right(step, (thread + r * THREADS) % DEPTH4, quad + (thread + r * THREADS) / DEPTH4)); }
    workgroupBarrier();
    for (var k = 0u; k < DEPTH4; k++) {
      var w: array<vec4<f32>, 4u * QUADS>;
      for (var j = 0u; j < 4u * QUADS; j++) { w[j] = held(rights[(4u * k + j % 4u) * RIGHT_LINE + tx + j / 4u * THREADS_X]); }
      for (var i = 0u; i < ROWS; i++) {
        let x = held(lefts[k * LEFT_LINE + ty + i * THREADS_Y]);
        for (var j = 0u; j < QUADS; j++) {
          sums[i * QUADS + j] += w[4u * j] * x.x;
          sums[i * QUADS + j] += w[4u * j + 1u] * x.y;
          sums[i * QUADS + j] += w[4u * j + 2u] * x.z;
          sums[i * QUADS + j] += w[4u * j + 3u] * x.w;
        }
      }
    }
  }
  // Of the thread's rows those that Y has. The next row's sums come to the front, so that none has an index that varies
  // (it would put them all into memory) and the epilogue is there once: lavapipe compiles it in a fourth of the time.
  let down = rows() - row;
  let mine = select(0u, min(ROWS, (down - ty + THREADS_Y - 1u) / THREADS_Y), ty < down);
  for (var i = 0u; i < mine; i++) {
    for (var j = 0u; j < QUADS; j++) {
      let column = quad + tx + j * THREADS_X;
      if (column < quads()) { store(row + ty + i * THREADS_Y, column, group.z, sums[j]); }
    }
    for (var s = QUADS; s < ROWS * QUADS; s++) { sums[s - QUADS] = sums[s]; }
  }
}
