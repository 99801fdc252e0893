// dk[j] = sum_i ds[i, j] q[i], dv[j] = sum_i w[i, j] do[i], weights w and ds of kept-weights.wgsl
// q, do [b, tq, heads * d], dk, dv [b, tk, heads * d], weights, ds [b * heads, tq8, 4 line] f32.
// One thread: eight keys, one quad, four queries at a time. id.x: quad of the head, id.y: block of keys, id.z = b * heads + head.
// A line with a $ stands for several (written-out.ts).
struct Params { heads: u32, tq: u32, tk: u32, head4: u32, tq8: u32, line: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> weights: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> ds: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> q: array<Quad>;
@group(0) @binding(4) var<storage, read_write> dout: array<Quad>;
@group(0) @binding(5) var<storage, read_write> dk: array<Quad>;
@group(0) @binding(6) var<storage, read_write> dv: array<Quad>;

fn put(at: u32, key: vec4<f32>, value: vec4<f32>) {
  dk[at] = narrow(key);
  dv[at] = narrow(value);
}

@compute @workgroup_size(2, 32)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let key = id.y * 8u;
  if (id.x >= p.head4 || key >= p.tk) { return; }
  let row = p.heads * p.head4;
  let quad = id.z % p.heads * p.head4 + id.x;
  let queries = id.z / p.heads * p.tq;
  var key$half_$lane = vec4<f32>();
  var value$half_$lane = vec4<f32>();
  for (var i = 0u; i < p.tq; i += 4u) {
    // weights are zero for queries beyond the last, which stand for the last again
    let at = (vec4<u32>(queries) + min(vec4<u32>(i) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(p.tq - 1u))) * row + quad;
    let left = (id.z * p.tq8 + i) * p.line + key / 4u;
    let asks = mat4x4<f32>(wide(q[at.x]), wide(q[at.y]), wide(q[at.z]), wide(q[at.w]));
    let s$half = transpose(mat4x4<f32>(ds[left + $halfu], ds[left + p.line + $halfu], ds[left + 2u * p.line + $halfu], ds[left + 3u * p.line + $halfu]));
    key$half_$lane += asks * s$half[$lane];
    let gradients = mat4x4<f32>(wide(dout[at.x]), wide(dout[at.y]), wide(dout[at.z]), wide(dout[at.w]));
    let w$half = transpose(mat4x4<f32>(weights[left + $halfu], weights[left + p.line + $halfu], weights[left + 2u * p.line + $halfu], weights[left + 3u * p.line + $halfu]));
    value$half_$lane += gradients * w$half[$lane];
  }
  let to = (id.z / p.heads * p.tk + key) * row + quad;
  if (key + $halfu * 4u + $laneu < p.tk) { put(to + ($halfu * 4u + $laneu) * row, key$half_$lane, value$half_$lane); }
}
