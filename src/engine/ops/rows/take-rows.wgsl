// Y[s, to + r, i] = X[s, from + r, i] for r < count; the rest of Y is left to other dispatches
// X [samples, xh, row], Y [samples, yh, row]; row: quads of one line of pixels. A copy of bits, whatever the storage.
// One thread: one quad. flat id = (s * count + r) * row + i.
struct Params { samples: u32, count: u32, row: u32, from_row: u32, xh: u32, to_row: u32, yh: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> x: array<Quad>;
@group(0) @binding(2) var<storage, read_write> y: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.samples * p.count * p.row) { return; }
  let at = i % p.row;
  let r = i / p.row % p.count;
  let s = i / (p.row * p.count);
  y[(s * p.yh + p.to_row + r) * p.row + at] = x[(s * p.xh + p.from_row + r) * p.row + at];
}
