// Weights packed; see packed.wgsl.
alias Weight = vec2<u32>;
fn weigh(q: Weight) -> vec4<f32> { return vec4<f32>(unpack2x16float(q.x), unpack2x16float(q.y)); }
