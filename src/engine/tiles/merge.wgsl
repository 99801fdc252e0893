// Adds the parts of a split sum, always in the same order, and goes on with the kernel's epilogue.
// parts [SPLITS, rows, quads] f32. One thread: one quad of the result. flat id = row * quads + quad.
@group(0) @binding(PARTS) var<storage, read_write> parts: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  let count = rows() * quads();
  if (i >= count) { return; }
  var sum = vec4<f32>();
  for (var part = 0u; part < SPLITS; part++) { sum += parts[part * count + i]; }
  finish(i / quads(), i % quads(), sum);
}
