// dk and dv of a kernel that sums over one of several parts of the queries: dkv-merge.wgsl adds the parts.
// parts [part, 2 (dk, dv), b, tk, heads * d] f32
@group(0) @binding(7) var<storage, read_write> parts: array<vec4<f32>>;

fn put(at: u32, part: u32, key: vec4<f32>, value: vec4<f32>) {
  let count = p.samples * p.tk * p.heads * HEAD4;
  parts[part * 2u * count + at] = key;
  parts[(part * 2u + 1u) * count + at] = value;
}
