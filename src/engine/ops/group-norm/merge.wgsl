// Chan's formula over all chunks and channels of a group:
// mean = sum n_k mean_k / n,  variance = sum (m2_k + n_k (mean_k - mean)^2) / n,  stats = (mean, 1 / sqrt(variance + eps))
// moments [samples, chunks, c4, 2] vec4; stats [samples, groups] vec2. A group may begin and end inside a quad.
// One thread: one group of one sample. flat id = s * groups + g.
struct Params {
  samples: u32, pixels: u32, c4: u32, chunks: u32,
  chunk_rows: u32, groups: u32, per_group: u32, eps: f32,
}
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> moments: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> stats: array<vec2<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.samples * p.groups) { return; }
  let low = i % p.groups * p.per_group;
  let end = low + p.per_group;
  let start = i / p.groups * p.chunks * p.c4;
  let n = f32(p.pixels * p.per_group);
  // sums of distances from some mean of the group lose less than sums of means
  let anchor = moments[(start + low / 4u) * 2u][low % 4u];
  var sum = vec4<f32>();
  for (var k = 0u; k < p.chunks; k++) {
    let rows = f32(min(p.chunk_rows, p.pixels - k * p.chunk_rows));
    for (var q = low / 4u; q * 4u < end; q++) {
      sum += only(rows * (moments[(start + k * p.c4 + q) * 2u] - anchor), q, low, end);
    }
  }
  let mean = anchor + dot(sum, vec4<f32>(1.0)) / n;
  var m2 = vec4<f32>();
  for (var k = 0u; k < p.chunks; k++) {
    let rows = f32(min(p.chunk_rows, p.pixels - k * p.chunk_rows));
    for (var q = low / 4u; q * 4u < end; q++) {
      let at = (start + k * p.c4 + q) * 2u;
      let distance = moments[at] - mean;
      m2 += only(moments[at + 1u] + rows * distance * distance, q, low, end);
    }
  }
  stats[i] = vec2<f32>(mean, 1.0 / sqrt(dot(m2, vec4<f32>(1.0)) / n + p.eps));
}
