// Groups and quads. A kernel that uses `group_of` has groups and per_group in its Params.

// Zeroes the lanes of quad `q` whose channel lies outside [low, end).
fn only(v: vec4<f32>, q: u32, low: u32, end: u32) -> vec4<f32> {
  let lane = vec4<u32>(q * 4u) + vec4<u32>(0u, 1u, 2u, 3u);
  return select(vec4<f32>(), v, (lane >= vec4<u32>(low)) & (lane < vec4<u32>(end)));
}

// Index of (sample, group) for the four channels of quad `q`; padding counts to the last group.
fn group_of(sample: u32, q: u32, per_group: u32, groups: u32) -> vec4<u32> {
  let lane = vec4<u32>(q * 4u) + vec4<u32>(0u, 1u, 2u, 3u);
  return min(lane / per_group, vec4<u32>(groups - 1u)) + sample * groups;
}
