// Tiles in f32: nothing to convert in the inner loops, for adapters with 32 KiB of workgroup memory.
alias Cell = vec4<f32>;
fn cell(q: Quad) -> Cell { return wide(q); }
fn open(c: Cell) -> vec4<f32> { return c; }
