// What product.wgsl of this folder does with matrices of subgroups (chromium_experimental_subgroup_matrix): Left M x K and Right
// K x N in f16, Sums M x N in f32, all row by row. Each call is made by all threads of a subgroup together.
alias Left = subgroup_matrix_left<f16, K, M>;
alias Right = subgroup_matrix_right<f16, N, K>;
alias Sums = subgroup_matrix_result<f32, N, M>;

// Which subgroup this is; asked once, before all else. That all its threads say the same is more than the compiler can see.
fn subgroup_of(thread: u32) -> u32 { return thread / SUBGROUP; }

fn load_left(at: u32) -> Left { return subgroupMatrixLoad<Left>(&lefts, at, false, LEFT_LINE); }
fn load_right(at: u32) -> Right { return subgroupMatrixLoad<Right>(&rights, at, false, RIGHT_LINE); }
fn multiply_add(l: Left, r: Right, s: Sums) -> Sums { return subgroupMatrixMultiplyAccumulate(l, r, s); }
fn store_sums(at: u32, s: Sums) { subgroupMatrixStore(&sums, at, s, false, N); }
