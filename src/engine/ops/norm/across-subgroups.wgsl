// Sum over the threads of a workgroup; every thread gets it. Every subgroup adds all numbers, in the same order, so one
// barrier is enough and nothing depends on which threads make up a subgroup. `mine`: number in the subgroup, `size`: its size.
var<workgroup> partial: array<vec4<f32>, THREADS>;

fn across(v: vec4<f32>, lane: u32, mine: u32, size: u32) -> vec4<f32> {
  workgroupBarrier(); // an earlier sum has been read by all
  partial[lane] = v;
  workgroupBarrier();
  var sum = vec4<f32>();
  for (var i = 0u; i < THREADS; i += size) {
    if (i + mine < THREADS) { sum += partial[i + mine]; }
  }
  return subgroupAdd(sum);
}
