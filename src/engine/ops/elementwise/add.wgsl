// Y[r, c] = A[r, c] + B[r % brows, c]
// A, Y [rows, c], B [brows, c]. One thread: one quad of Y.
struct Params { rows: u32, b_rows: u32, c4: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> a: array<Quad>;
@group(0) @binding(2) var<storage, read_write> b: array<Weight>;
@group(0) @binding(3) var<storage, read_write> y: array<Quad>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.rows * p.c4) { return; }
  y[i] = narrow(wide(a[i]) + weigh(b[i % (p.b_rows * p.c4)]));
}
