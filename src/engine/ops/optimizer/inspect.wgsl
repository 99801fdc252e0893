// For each of 64 threads: (1 if any of its elements is not finite, sum of their squares) over quads i, i + 64, ...
// sum [k, d] f32 read as bits: an element is not finite when all exponent bits are set. Integers, because a compiler
// may assume that floats are finite. findings [64] vec2.
struct Params { quads: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> sum: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read_write> findings: array<vec2<f32>>;

const EXPONENT = vec4<u32>(0x7f800000u);

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  var bad = 0.0;
  var squares = vec4<f32>();
  for (var i = thread; i < p.quads; i += 64u) {
    let bits = sum[i];
    if (any((bits & EXPONENT) == EXPONENT)) { bad = 1.0; }
    let v = bitcast<vec4<f32>>(bits);
    squares += v * v;
  }
  findings[thread] = vec2<f32>(bad, dot(squares, vec4<f32>(1.0)));
}
