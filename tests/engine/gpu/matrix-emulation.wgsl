// engine/tiles/matrices/operations.wgsl for adapters without matrices of subgroups: a matrix is where it lies in workgroup memory,
// sums are dealt out to the threads, SUBGROUP apart.
alias Left = u32;
alias Right = u32;
alias Sums = array<f32, M * N / SUBGROUP>;
var<private> lane: u32;

fn subgroup_of(thread: u32) -> u32 {
  lane = thread % SUBGROUP;
  return thread / SUBGROUP;
}

fn load_left(at: u32) -> Left { return at; }
fn load_right(at: u32) -> Right { return at; }

fn multiply_add(l: Left, r: Right, s: Sums) -> Sums {
  var result = s;
  for (var e = 0u; e < M * N / SUBGROUP; e++) {
    let row = (e * SUBGROUP + lane) / N;
    let column = (e * SUBGROUP + lane) % N;
    for (var k = 0u; k < K; k++) { result[e] = fma(f32(lefts[l + row * LEFT_LINE + k]), f32(rights[r + k * RIGHT_LINE + column]), result[e]); }
  }
  return result;
}

fn store_sums(at: u32, s: Sums) {
  for (var e = 0u; e < M * N / SUBGROUP; e++) { sums[at + e * SUBGROUP + lane] = s[e]; }
}
