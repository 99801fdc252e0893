// dPred = seed * factor * weight * d, d = pred - wanted cut to -delta..delta, factor = 2 / (samples * elements of one sample):
// the gradient of the mean over samples, times the loss scale in seed[0]. delta as in mse-partial.wgsl.
// The cut is a product and no clamp, which might make a finite number of a NaN.
// pred, dPred [rows, c] stored, wanted the same f32, weight [rows] f32 or absent, seed [..] f32.
// One thread: one quad.
struct Params { rows: u32, c4: u32, factor: f32, has_weight: u32, delta: f32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> pred: array<Quad>;
@group(0) @binding(2) var<storage, read_write> wanted: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> weight: array<f32>;
@group(0) @binding(4) var<storage, read_write> seed: array<f32>;
@group(0) @binding(5) var<storage, read_write> dpred: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.rows * p.c4) { return; }
  var d = wide(pred[i]) - wanted[i];
  if (p.delta > 0.0) { d *= p.delta / max(abs(d), vec4<f32>(p.delta)); }
  var v = seed[0] * p.factor * d;
  if (p.has_weight == 1u) { v *= weight[i / p.c4]; }
  dpred[i] = narrow(v);
}
