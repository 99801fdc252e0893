// Tiles as stored: half the bytes in f16 and packed, for adapters with 16 KiB of workgroup memory.
alias Cell = Quad;
fn cell(q: Quad) -> Cell { return q; }
fn open(c: Cell) -> vec4<f32> { return wide(c); }
