// Weights in f16; see f16.wgsl.
alias Weight = vec4<f16>;
fn weigh(q: Weight) -> vec4<f32> { return vec4<f32>(q); }
