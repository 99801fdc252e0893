// dk and dv as the sums of their parts, first to last. parts [part, 2, quads] vec4 f32, dk, dv [quads].
// One thread: one quad of both.
struct Params { quads: u32, parts: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> parts: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> dk: array<Quad>;
@group(0) @binding(3) var<storage, read_write> dv: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.quads) { return; }
  var key = vec4<f32>();
  var value = vec4<f32>();
  for (var part = 0u; part < p.parts; part++) {
    key += parts[part * 2u * p.quads + i];
    value += parts[(part * 2u + 1u) * p.quads + i];
  }
  dk[i] = narrow(key);
  dv[i] = narrow(value);
}
