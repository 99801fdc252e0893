// dk and dv of a kernel that sums over all queries.
@group(0) @binding(7) var<storage, read_write> dk: array<Quad>;
@group(0) @binding(8) var<storage, read_write> dv: array<Quad>;

fn put(at: u32, part: u32, key: vec4<f32>, value: vec4<f32>) {
  dk[at] = narrow(key);
  dv[at] = narrow(value);
}
