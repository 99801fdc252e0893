// dV[k, c] = sum over i with slots[i] = k of dY[i, c]
// dY [n, d], slots [n], dV [k, d] f32; sums in the order of i. One thread: one quad of dV.
struct Params { n: u32, d4: u32, k: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<Quad>;
@group(0) @binding(2) var<storage, read_write> slots: array<i32>;
@group(0) @binding(3) var<storage, read_write> dvectors: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let at = flat(id, groups);
  if (at >= p.k * p.d4) { return; }
  let slot = i32(at / p.d4);
  var sum = vec4<f32>();
  for (var i = 0u; i < p.n; i++) {
    if (slots[i] == slot) { sum += wide(dy[i * p.d4 + at % p.d4]); }
  }
  dvectors[at] = sum;
}
