// sums[r, t] = (sum_c x[r, t, c], w[r, t] sum_c x[r, t, c]); with g: the second is w[r, t] sum_c g[r, t, c] x[r, t, c]
// x, g [rows, tokens, c], w f32 [rows * tokens], sums f32 [rows, tokens] vec2. One thread: one token.
struct Params { count: u32, c4: u32, has_g: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> w: array<f32>;
@group(0) @binding(3) var<storage, read_write> g: array<Quad>;
@group(0) @binding(4) var<storage, read_write> sums: array<vec2<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.count) { return; }
  var plain = vec4<f32>();
  var product = vec4<f32>();
  for (var c = 0u; c < p.c4; c++) {
    let v = wide(x[i * p.c4 + c]);
    plain += v;
    if (p.has_g == 1u) { product += v * wide(g[i * p.c4 + c]); }
  }
  let total = dot(plain, vec4<f32>(1.0));
  sums[i] = vec2<f32>(total, w[i] * select(total, dot(product, vec4<f32>(1.0)), p.has_g == 1u));
}
