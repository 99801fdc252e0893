// Eight independent chains of multiply-adds on vec4<f32> in registers: the adapter's vector peak, nothing else.
// One thread: COUNT rounds of 8 x 4 multiply-adds. out: one number a thread, so that nothing of it can be left out.
override COUNT: u32;
@group(0) @binding(0) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let m = vec4<f32>(0.999, 0.998, 0.997, 0.996);
  let b = vec4<f32>(f32(id.x) * 1e-6);
  var s0 = b;
  var s1 = b + 1.0;
  var s2 = b + 2.0;
  var s3 = b + 3.0;
  var s4 = b + 4.0;
  var s5 = b + 5.0;
  var s6 = b + 6.0;
  var s7 = b + 7.0;
  for (var i = 0u; i < COUNT; i++) {
    s0 = s0 * m + b;
    s1 = s1 * m + b;
    s2 = s2 * m + b;
    s3 = s3 * m + b;
    s4 = s4 * m + b;
    s5 = s5 * m + b;
    s6 = s6 * m + b;
    s7 = s7 * m + b;
  }
  let sum = s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7;
  out[id.x] = sum.x + sum.y + sum.z + sum.w;
}
