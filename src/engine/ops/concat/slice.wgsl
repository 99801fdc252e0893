// Y[r, c] = X[r, c + shift] where that channel exists in X, else zero
// X [rows, x], Y [rows, y]; shift may be negative. Serves slice (shift = from) and its gradient (shift = -from).
// One thread: one quad of Y.
struct Params { rows: u32, x: u32, y: u32, shift: i32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> y: array<Quad>;

fn lane(r: u32, c: u32) -> f32 {
  let k = i32(c) + p.shift;
  if (c >= p.y || k < 0 || k >= i32(p.x)) { return 0.0; }
  return wide(x[r * ((p.x + 3u) / 4u) + u32(k) / 4u])[u32(k) % 4u];
}

fn quad(r: u32, c: u32) -> vec4<f32> {
  let k = i32(c) + p.shift;
  // where the slice begins with a whole quad, quads of the result are quads of X
  if ((p.shift & 3) == 0) {
    if (k < 0 || k >= i32(p.x)) { return vec4<f32>(); }
    return keep(wide(x[r * ((p.x + 3u) / 4u) + u32(k) / 4u]), c / 4u, p.y);
  }
  return vec4<f32>(lane(r, c), lane(r, c + 1u), lane(r, c + 2u), lane(r, c + 3u));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  let c4 = (p.y + 3u) / 4u;
  if (i >= p.rows * c4) { return; }
  y[i] = narrow(quad(i / c4, i % c4 * 4u));
}
