// Storage f32: a quad (four channels) is vec4<f32>.
alias Quad = vec4<f32>;
fn wide(q: Quad) -> vec4<f32> { return q; }
fn narrow(v: vec4<f32>) -> Quad { return v; }
