// Sum over the threads of a workgroup through its memory; every thread gets it. THREADS is a power of two.
// `mine` and `size` (subgroups) are not used here.
var<workgroup> partial: array<vec4<f32>, THREADS>;

fn across(v: vec4<f32>, lane: u32, mine: u32, size: u32) -> vec4<f32> {
  workgroupBarrier(); // an earlier sum has been read by all
  partial[lane] = v;
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { partial[lane] += partial[lane + half]; }
  }
  workgroupBarrier();
  return partial[0];
}
