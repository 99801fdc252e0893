// A group norm in one dispatch: a workgroup holds up to four groups that end on a quad together, so that no quad has two
// writers. Thread: quad `q` of those groups' (QUADS of them) and every LINES-th pixel, so that neighbours read neighbours.
// A kernel has pixels, c4, groups, per_group and at_once (groups of a workgroup) in its Params.
const LINES = THREADS / QUADS;

// numbers of the four groups, spread to the channels of a quad; `part`: group of each channel
fn spread(v: vec4<f32>, part: vec4<u32>) -> vec4<f32> {
  return vec4<f32>(v[part.x], v[part.y], v[part.z], v[part.w]);
}

// a quad's channels, added to the numbers of their groups
fn collect(v: vec4<f32>, part: vec4<u32>) -> vec4<f32> {
  var sum = vec4<f32>();
  for (var k = 0u; k < 4u; k++) {
    sum[k] = dot(select(vec4<f32>(), v, part == vec4<u32>(k)), vec4<f32>(1.0));
  }
  return sum;
}

// group of each channel of quad q, 0 ... at_once - 1; 4 and more: padding, which counts for none
fn parts_of(q: u32, per_group: u32, at_once: u32) -> vec4<u32> {
  let part = (vec4<u32>(q * 4u) + vec4<u32>(0u, 1u, 2u, 3u)) / per_group;
  return select(vec4<u32>(4u), part, part < vec4<u32>(at_once));
}
