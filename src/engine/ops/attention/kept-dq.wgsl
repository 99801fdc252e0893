// dq[i] = sum_j ds[i, j] k[j], ds of kept-weights.wgsl
// k [b, tk, heads * d], dq [b, tq, heads * d], ds [b * heads, tq8, 4 line] f32.
// One thread: eight queries, one quad. id.x: quad of the head, id.y: block of queries, id.z = b * heads + head.
// A line with a $ stands for several (written-out.ts).
struct Params { heads: u32, tq: u32, tk: u32, head4: u32, tq8: u32, line: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> ds: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> k: array<Quad>;
@group(0) @binding(3) var<storage, read_write> dq: array<Quad>;

@compute @workgroup_size(2, 32)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let query = id.y * 8u;
  if (id.x >= p.head4 || query >= p.tq) { return; }
  let row = p.heads * p.head4;
  let quad = id.z % p.heads * p.head4 + id.x;
  let keys = id.z / p.heads * p.tk;
  let start$query = (id.z * p.tq8 + query + $queryu) * p.line;
  var sum$query = vec4<f32>();
  for (var j = 0u; j < p.line; j++) {
    let at = (vec4<u32>(keys) + min(vec4<u32>(j * 4u) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(p.tk - 1u))) * row + quad;
    let m = mat4x4<f32>(wide(k[at.x]), wide(k[at.y]), wide(k[at.z]), wide(k[at.w]));
    sum$query += m * ds[start$query + j];
  }
  let to = (id.z / p.heads * p.tq + query) * row + quad;
  if (query + $queryu < p.tq) { dq[to + $queryu * row] = narrow(sum$query); }
}
