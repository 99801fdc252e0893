// The sums are whole: the kernel's epilogue follows at once.
fn store(row: u32, q: u32, part: u32, sum: vec4<f32>) { finish(row, q, sum); }
