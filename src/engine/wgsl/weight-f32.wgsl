// Weights in f32; see f32.wgsl. Weights have a type of their own: f32 activations may meet narrow weights.
alias Weight = vec4<f32>;
fn weigh(q: Weight) -> vec4<f32> { return q; }
