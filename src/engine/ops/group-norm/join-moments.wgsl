// Moments of two sets of pixels as those of both: d = mean_b - mean_a, mean = mean_a + d nb / (na + nb),
// m2 = m2_a + m2_b + d^2 na nb / (na + nb)
// a, b, both [count, 2] vec4: mean, m2 of every channel of every sample. f32. One thread: one quad.
struct Params { count: u32, na: f32, nb: f32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> a: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> b: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> both: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.count) { return; }
  let share = p.nb / (p.na + p.nb);
  let d = b[i * 2u] - a[i * 2u];
  both[i * 2u] = a[i * 2u] + d * share;
  both[i * 2u + 1u] = a[i * 2u + 1u] + b[i * 2u + 1u] + d * d * p.na * share;
}
