// Operands in workgroup memory as f32: widened once, twice the bytes.
alias Held = vec4<f32>;
fn hold(q: Quad) -> Held { return wide(q); }
fn hold_wide(v: vec4<f32>) -> Held { return v; }
fn held(h: Held) -> vec4<f32> { return h; }
