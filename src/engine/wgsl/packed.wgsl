// Storage packed: a quad is four f16 in two u32; needs no feature.
alias Quad = vec2<u32>;
fn wide(q: Quad) -> vec4<f32> { return vec4<f32>(unpack2x16float(q.x), unpack2x16float(q.y)); }
fn narrow(v: vec4<f32>) -> Quad { return vec2<u32>(pack2x16float(v.xy), pack2x16float(v.zw)); }
