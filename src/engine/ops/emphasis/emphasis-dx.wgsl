// dx[r, t, c] = g[r, t, c] w[r, t] m + (d / s1) (1 - m w[r, t]), with s0 = sum x, s1 = sum x w, m = s0 / s1, d = sum g x w
// (sums over a whole row r); the gradient of emphasis.wgsl: d m / d x = (1 - m w) / s1.
// g, dx [rows, tokens, c], w f32 [rows * tokens], forward and products f32 [rows, tokens] vec2 (see emphasis-sums.wgsl).
// One thread: one quad.
struct Params { rows: u32, tokens: u32, c: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> g: array<Quad>;
@group(0) @binding(2) var<storage, read_write> w: array<f32>;
@group(0) @binding(3) var<storage, read_write> forward: array<vec2<f32>>;
@group(0) @binding(4) var<storage, read_write> products: array<vec2<f32>>;
@group(0) @binding(5) var<storage, read_write> dx: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  let c4 = (p.c + 3u) / 4u;
  if (i >= p.rows * p.tokens * c4) { return; }
  let token = i / c4;
  let first = token / p.tokens * p.tokens;
  var s = vec2<f32>();
  var d = 0.0;
  for (var t = first; t < first + p.tokens; t++) {
    s += forward[t];
    d += products[t].y;
  }
  let m = s.x / s.y;
  let weight = w[token];
  let same = vec4<f32>(d / s.y * (1.0 - m * weight));
  dx[i] = narrow(keep(wide(g[i]) * (weight * m) + same, i % c4, p.c));
}
