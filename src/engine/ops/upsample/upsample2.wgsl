// Y[b, y, x, c] = X[b, y / 2, x / 2, c]: nearest, twice as high and wide
// X [b, h, w, c], Y [b, 2h, 2w, c]. One thread: one quad of Y.
struct Params { samples: u32, h: u32, w: u32, c4: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> y: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.samples * p.h * p.w * 4u * p.c4) { return; }
  let pixel = i / p.c4;
  let ox = pixel % (p.w * 2u);
  let line = pixel / (p.w * 2u); // over samples and rows; two lines of Y share one of X
  y[i] = x[(line / 2u * p.w + ox / 2u) * p.c4 + i % p.c4];
}
