// AdamW (Loshchilov & Hutter 2019) with torch's order of operations, and sum = 0 for the next step:
//   p *= 1 - rate * decay;  m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;
//   p -= rate / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps)
// vectors, moment1, moment2, sum [k, d] f32; settings and verdict as in decide.wgsl. One thread: one quad.
struct Params { quads: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> vectors: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> moment1: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> moment2: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> sum: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> settings: array<f32>;
@group(0) @binding(6) var<storage, read_write> verdict: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.quads) { return; }
  var g = sum[i] * verdict[1];
  sum[i] = vec4<f32>();
  if (verdict[0] == 0.0) { return; }
  if (settings[5] == 1.0) { g = clamp(g, vec4<f32>(-settings[6]), vec4<f32>(settings[6])); }
  let m = settings[1] * moment1[i] + (1.0 - settings[1]) * g;
  let v = settings[2] * moment2[i] + (1.0 - settings[2]) * g * g;
  moment1[i] = m;
  moment2[i] = v;
  let kept = vectors[i] * (1.0 - settings[0] * settings[4]);
  vectors[i] = kept - verdict[2] * m / (sqrt(v) * verdict[3] + settings[3]);
}
