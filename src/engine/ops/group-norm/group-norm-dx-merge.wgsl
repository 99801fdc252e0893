// merged[s, g] = (mean, rstd, mean of dh, mean of dh * h) of a group
// sums [samples, chunks, c4, 2] vec4, stats [samples, groups] vec2, merged [samples, groups] vec4. f32.
// One thread: one group of one sample. flat id = s * groups + g.
struct Params { samples: u32, pixels: u32, c4: u32, chunks: u32, groups: u32, per_group: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> sums: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> stats: array<vec2<f32>>;
@group(0) @binding(3) var<storage, read_write> merged: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.samples * p.groups) { return; }
  let low = i % p.groups * p.per_group;
  let end = low + p.per_group;
  let start = i / p.groups * p.chunks * p.c4;
  var sum = vec4<f32>();
  var product = vec4<f32>();
  for (var k = 0u; k < p.chunks; k++) {
    for (var q = low / 4u; q * 4u < end; q++) {
      let at = (start + k * p.c4 + q) * 2u;
      sum += only(sums[at], q, low, end);
      product += only(sums[at + 1u], q, low, end);
    }
  }
  let means = vec2<f32>(dot(sum, vec4<f32>(1.0)), dot(product, vec4<f32>(1.0))) / f32(p.pixels * p.per_group);
  merged[i] = vec4<f32>(stats[i], means);
}
