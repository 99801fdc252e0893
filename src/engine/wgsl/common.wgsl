// Shared by all kernels.

// Thread number of a folded line of workgroups of 64 (see lineOf in op.ts).
fn flat(id: vec3<u32>, groups: vec3<u32>) -> u32 { return id.y * groups.x * 64u + id.x; }

// Zeroes the lanes of quad `q` that lie beyond `count` channels: padding stays zero.
fn keep(v: vec4<f32>, q: u32, count: u32) -> vec4<f32> {
  let lane = vec4<u32>(q * 4u) + vec4<u32>(0u, 1u, 2u, 3u);
  return select(vec4<f32>(0.0), v, lane < vec4<u32>(count));
}
