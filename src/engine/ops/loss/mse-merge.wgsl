// losses[s] = (sum over k of partial[s, k]) / count, count = elements of one sample
// partials [samples * chunks], losses [samples]; f32. One thread: one sample.
struct Params { samples: u32, chunks: u32, count: f32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> partials: array<f32>;
@group(0) @binding(2) var<storage, read_write> losses: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= p.samples) { return; }
  var sum = 0.0;
  for (var k = 0u; k < p.chunks; k++) { sum += partials[id.x * p.chunks + k]; }
  losses[id.x] = sum / p.count;
}
