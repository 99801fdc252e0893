// mean[s, k, c] and m2[s, k, c] = sum (x - mean)^2 over the rows of chunk k of sample s, for every channel
// x [samples, pixels, c]; moments [samples, chunks, c4, 2] vec4: mean, m2. f32.
// Sums run over x - (the chunk's first row), so a mean far from zero costs no digits of the variance.
// One thread: one quad of one chunk. flat id = (s * chunks + k) * c4 + quad.
struct Params { samples: u32, pixels: u32, c4: u32, chunks: u32, chunk_rows: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> moments: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.samples * p.chunks * p.c4) { return; }
  let chunk = i / p.c4;
  let first = chunk % p.chunks * p.chunk_rows;
  let count = min(p.chunk_rows, p.pixels - first);
  let start = (chunk / p.chunks * p.pixels + first) * p.c4 + i % p.c4;
  let shift = wide(x[start]);
  var sum = vec4<f32>();
  var squares = vec4<f32>();
  for (var r = 1u; r < count; r++) {
    let v = wide(x[start + r * p.c4]) - shift;
    sum += v;
    squares += v * v;
  }
  let mean = sum / f32(count);
  moments[i * 2u] = shift + mean;
  moments[i * 2u + 1u] = max(squares - sum * mean, vec4<f32>());
}
