// delta[i] = do[i] . o[i] for each head
// do, o [b, t, heads * d], delta [b, heads, t] f32. Part of softmax's gradient that is the same for all keys.
// One thread: one query of one head. flat id = (b * heads + head) * t + query.
struct Params { samples: u32, heads: u32, t: u32, head4: u32 }
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> dout: array<Quad>;
@group(0) @binding(2) var<storage, read_write> o: array<Quad>;
@group(0) @binding(3) var<storage, read_write> delta: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = flat(id, groups);
  if (i >= p.samples * p.heads * p.t) { return; }
  let at = ((i / (p.t * p.heads) * p.t + i % p.t) * p.heads + i / p.t % p.heads) * p.head4;
  var sum = 0.0;
  for (var c = 0u; c < p.head4; c++) { sum += dot(wide(dout[at + c]), wide(o[at + c])); }
  delta[i] = sum;
}
