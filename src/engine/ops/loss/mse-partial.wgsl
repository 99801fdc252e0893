// partial[s, k] = sum over the pixels of chunk k of sample s, and their channels, of weight * e(pred - wanted), where
// e(d) = d^2 up to |d| = delta and the tangent beyond, delta * (2 |d| - delta): Huber's loss. delta 0: d^2 everywhere.
// pred [samples, pixels, c] stored, wanted the same f32, weight [samples * pixels] f32 or absent.
// Padding is zero in both, so it adds nothing. One thread: one chunk of CHUNK pixels. flat id = s * chunks + k.
struct Params { samples: u32, pixels: u32, c4: u32, chunks: u32, chunk_pixels: u32, has_weight: u32, delta: f32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> pred: array<Quad>;
@group(0) @binding(2) var<storage, read_write> wanted: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> weight: array<f32>;
@group(0) @binding(4) var<storage, read_write> partials: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.samples * p.chunks) { return; }
  let first = i % p.chunks * p.chunk_pixels;
  let end = min(first + p.chunk_pixels, p.pixels);
  var sum = 0.0;
  for (var pixel = first; pixel < end; pixel++) {
    let row = i / p.chunks * p.pixels + pixel;
    var errors = vec4<f32>();
    for (var q = 0u; q < p.c4; q++) {
      let d = abs(wide(pred[row * p.c4 + q]) - wanted[row * p.c4 + q]);
      var inner = d;
      if (p.delta > 0.0) { inner = min(d, vec4<f32>(p.delta)); }
      errors += inner * (2.0 * d - inner);
    }
    var w = 1.0;
    if (p.has_weight == 1u) { w = weight[row]; }
    sum += w * dot(errors, vec4<f32>(1.0));
  }
  partials[i] = sum;
}
