// Chan's formula over the chunks of a channel: n = sum n_k, mean = sum n_k mean_k / n, m2 = sum (m2_k + n_k (mean_k - mean)^2)
// chunked [samples, chunks, c4, 2] vec4 (see moments.wgsl); moments [samples, c4, 2] vec4: mean, m2. f32.
// One thread: one quad of one sample. flat id = s * c4 + quad.
struct Params { samples: u32, pixels: u32, c4: u32, chunks: u32, chunk_rows: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> chunked: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> moments: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.samples * p.c4) { return; }
  let start = i / p.c4 * p.chunks * p.c4 + i % p.c4;
  let anchor = chunked[start * 2u];
  var sum = vec4<f32>();
  for (var k = 0u; k < p.chunks; k++) {
    let rows = f32(min(p.chunk_rows, p.pixels - k * p.chunk_rows));
    sum += rows * (chunked[(start + k * p.c4) * 2u] - anchor);
  }
  let mean = anchor + sum / f32(p.pixels);
  var m2 = vec4<f32>();
  for (var k = 0u; k < p.chunks; k++) {
    let rows = f32(min(p.chunk_rows, p.pixels - k * p.chunk_rows));
    let at = (start + k * p.c4) * 2u;
    let distance = chunked[at] - mean;
    m2 += chunked[at + 1u] + rows * distance * distance;
  }
  moments[i * 2u] = mean;
  moments[i * 2u + 1u] = m2;
}
