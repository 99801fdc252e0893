// dgamma[c] = sum over rows of dy * (x - mean) * rstd
// dy, x [rows, c], stats [rows] vec2 (mean, rstd), dgamma [c]; f32 sums.
// One thread: one quad of dgamma.
struct Params { rows: u32, c4: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(2) var<storage, read_write> x: array<Quad>;
@group(0) @binding(3) var<storage, read_write> stats: array<vec2<f32>>;
@group(0) @binding(4) var<storage, read_write> dgamma: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let q = flat(id, groups);
  if (q >= p.c4) { return; }
  var sum = vec4<f32>();
  for (var row = 0u; row < p.rows; row++) {
    // padding of dy is zero, so padding of the sum is
    sum += wide(dy[row * p.c4 + q]) * ((wide(x[row * p.c4 + q]) - stats[row].x) * stats[row].y);
  }
  dgamma[q] = narrow(sum);
}
