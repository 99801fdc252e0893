// to[i] = from[i] + 1, four f32 a thread and step: every byte read once and written once. The threads' line is folded at ROW.
override ROW: u32;
@group(0) @binding(0) var<storage, read_write> from_buffer: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> to_buffer: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.y * ROW + id.x;
  if (i < arrayLength(&to_buffer)) { to_buffer[i] = from_buffer[i] + 1.0; }
}
