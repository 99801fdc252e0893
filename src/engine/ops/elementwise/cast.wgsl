// Y = X in another storage, plus residual in Y's own
// X `Weight`, residual and Y `Quad`, quad by quad. `has_residual`: a gradient that flowed to the same tensor before.
struct Params { quads: u32, has_residual: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Weight>;
@group(0) @binding(2) var<storage, read_write> residual: array<Quad>;
@group(0) @binding(3) var<storage, read_write> y: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.quads) { return; }
  var v = weigh(x[i]);
  if (p.has_residual == 1u) { v += wide(residual[i]); }
  y[i] = narrow(v);
}
