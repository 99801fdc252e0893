// Y = act(X), quad by quad. Every activation maps 0 to 0, so padding stays zero.
struct Params { quads: u32, act: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> y: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.quads) { return; }
  y[i] = narrow(activate(p.act, wide(x[i])));
}
