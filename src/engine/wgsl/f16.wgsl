// Storage f16 (shader-f16): a quad is vec4<f16>; arithmetic stays f32.
alias Quad = vec4<f16>;
fn wide(q: Quad) -> vec4<f32> { return vec4<f32>(q); }
fn narrow(v: vec4<f32>) -> Quad { return vec4<f16>(v); }
