// dX = dY * act'(X) + residual, quad by quad. `residual`: 0 absent, 1 bound, 2 it is dY.
struct Params { quads: u32, act: u32, residual: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(2) var<storage, read_write> x: array<Quad>;
@group(0) @binding(3) var<storage, read_write> residual: array<Quad>;
@group(0) @binding(4) var<storage, read_write> dx: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.quads) { return; }
  let gradient = wide(dy[i]);
  var v = gradient * slope(p.act, wide(x[i]));
  if (p.residual == 1u) { v += wide(residual[i]); }
  if (p.residual == 2u) { v += gradient; }
  dx[i] = narrow(v);
}
