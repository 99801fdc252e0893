// Products of 4 x 4 blocks, shared by attention's kernels: a matrix has a column for each of four rows of the result.

// less than any score, and its exp is zero
const LOWEST = -1.0e30;

// m v + sum
fn multiply_add(m: mat4x4<f32>, v: vec4<f32>, sum: vec4<f32>) -> vec4<f32> {
  return fma(m[3], vec4<f32>(v.w), fma(m[2], vec4<f32>(v.z), fma(m[1], vec4<f32>(v.y), fma(m[0], vec4<f32>(v.x), sum))));
}

fn multiply_add_each(m: mat4x4<f32>, v: mat4x4<f32>, sum: mat4x4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(
    multiply_add(m, v[0], sum[0]), multiply_add(m, v[1], sum[1]), multiply_add(m, v[2], sum[2]), multiply_add(m, v[3], sum[3]),
  );
}

// each column of m times its own number
fn by_row(m: mat4x4<f32>, v: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(m[0] * v.x, m[1] * v.y, m[2] * v.z, m[3] * v.w);
}

fn largest(v: vec4<f32>) -> f32 { return max(max(v.x, v.y), max(v.z, v.w)); }

// first ... first + 3; beyond the last of `count` the last again
fn four(first: u32, count: u32) -> vec4<u32> {
  return min(vec4<u32>(first) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(count - 1u));
}
