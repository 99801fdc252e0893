// y[r, t, c] = x[r, t, c] w[r, t] m, m = mean(x[r]) / mean(x[r] w[r]): A1111's "Original" emphasis, mean restored row by row
// x, y [rows, tokens, c], w f32 [rows * tokens], sums f32 [rows, tokens] vec2 (see emphasis-sums.wgsl).
// One thread: one quad.
struct Params { rows: u32, tokens: u32, c4: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> w: array<f32>;
@group(0) @binding(3) var<storage, read_write> sums: array<vec2<f32>>;
@group(0) @binding(4) var<storage, read_write> y: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.rows * p.tokens * p.c4) { return; }
  let token = i / p.c4;
  let total = row_sum(token / p.tokens);
  y[i] = narrow(wide(x[i]) * (w[token] * total.x / total.y));
}

fn row_sum(row: u32) -> vec2<f32> {
  var total = vec2<f32>();
  for (var t = 0u; t < p.tokens; t++) { total += sums[row * p.tokens + t]; }
  return total;
}
