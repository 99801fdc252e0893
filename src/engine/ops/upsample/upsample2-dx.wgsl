// dX[b, y, x, c] = sum of the four dY that X[b, y, x, c] was copied to
// dY [b, 2h, 2w, c], dX [b, h, w, c]. One thread: one quad of dX.
struct Params { samples: u32, h: u32, w: u32, c4: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(2) var<storage, read_write> dx: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.samples * p.h * p.w * p.c4) { return; }
  let pixel = i / p.c4;
  let line = p.w * 2u * p.c4;
  let at = pixel / p.w * 2u * line + pixel % p.w * 2u * p.c4 + i % p.c4;
  let top = wide(dy[at]) + wide(dy[at + p.c4]);
  dx[i] = narrow(top + wide(dy[at + line]) + wide(dy[at + line + p.c4]));
}
