// dX[r, c] = dY[r, c] * gelu(g), dX[r, half + c] = dY[r, c] * a * gelu'(g), with a = X[r, c], g = X[r, half + c]
// dY [rows, half], X, dX [rows, 2 * half], half a multiple of four. One thread: one quad of dY, two of dX.
struct Params { rows: u32, half4: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(2) var<storage, read_write> x: array<Quad>;
@group(0) @binding(3) var<storage, read_write> dx: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.rows * p.half4) { return; }
  let at = i / p.half4 * p.half4 * 2u + i % p.half4;
  let d = wide(dy[i]);
  let gate = wide(x[at + p.half4]);
  dx[at] = narrow(d * activate(3u, gate));
  dx[at + p.half4] = narrow(d * wide(x[at]) * slope(3u, gate));
}
