// The sums are of one part: kept in f32 until merge.wgsl adds the parts.
@group(0) @binding(PARTS) var<storage, read_write> parts: array<vec4<f32>>;
fn store(row: u32, q: u32, part: u32, sum: vec4<f32>) { parts[(part * rows() + row) * quads() + q] = sum; }
