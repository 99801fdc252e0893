// Scores of four rows (columns of s) with j ... j + 3: those from `seen` on are not seen.
fn only_columns(s: mat4x4<f32>, j: u32, seen: vec4<u32>) -> mat4x4<f32> {
  let n = vec4<u32>(j) + vec4<u32>(0u, 1u, 2u, 3u);
  let none = vec4<f32>(LOWEST);
  return mat4x4<f32>(
    select(none, s[0], n < vec4<u32>(seen.x)), select(none, s[1], n < vec4<u32>(seen.y)),
    select(none, s[2], n < vec4<u32>(seen.z)), select(none, s[3], n < vec4<u32>(seen.w)),
  );
}
