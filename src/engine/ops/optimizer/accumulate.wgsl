// sum += grad * share / scalars[0]: a micro batch's gradient without its loss scale
// sum [k, d] f32, grad [k, d] f32, scalars f32. One thread: one quad.
struct Params { quads: u32, share: f32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> sum: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> grad: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> scalars: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.quads) { return; }
  sum[i] += grad[i] * (p.share / scalars[0]);
}
