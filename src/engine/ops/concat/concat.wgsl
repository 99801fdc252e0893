// Y[r, :] = A[r, :] followed by B[r, :]
// A [rows, a], B [rows, b], Y [rows, a + b]. One thread: one quad of Y.
struct Params { rows: u32, a: u32, b: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> a: array<Quad>;
@group(0) @binding(2) var<storage, read_write> b: array<Quad>;
@group(0) @binding(3) var<storage, read_write> y: array<Quad>;

// Channel c of row r of the result; zero beyond the last.
fn lane(r: u32, c: u32) -> f32 {
  if (c < p.a) { return wide(a[r * ((p.a + 3u) / 4u) + c / 4u])[c % 4u]; }
  if (c < p.a + p.b) { return wide(b[r * ((p.b + 3u) / 4u) + (c - p.a) / 4u])[(c - p.a) % 4u]; }
  return 0.0;
}

fn quad(r: u32, c: u32) -> vec4<f32> {
  // where A ends with a whole quad, quads of the result are quads of A or B
  if (p.a % 4u == 0u && c < p.a) { return wide(a[r * (p.a / 4u) + c / 4u]); }
  if (p.a % 4u == 0u) { return wide(b[r * ((p.b + 3u) / 4u) + (c - p.a) / 4u]); }
  return vec4<f32>(lane(r, c), lane(r, c + 1u), lane(r, c + 2u), lane(r, c + 3u));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  let c4 = (p.a + p.b + 3u) / 4u;
  if (i >= p.rows * c4) { return; }
  y[i] = narrow(quad(i / c4, i % c4 * 4u));
}
