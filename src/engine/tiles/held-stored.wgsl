// Operands in workgroup memory as they are stored: half the bytes of f32 where storage is narrow, widened at each use.
alias Held = Quad;
fn hold(q: Quad) -> Held { return q; }
fn hold_wide(v: vec4<f32>) -> Held { return narrow(v); }
fn held(h: Held) -> vec4<f32> { return wide(h); }
