// Decides whether the update is applied and updates the scalar state.
// scalars: [0] loss scale, [1] product of beta1, [2] product of beta2, [3] updates applied, [4] skipped, [5] skipped in a row
// settings: [0] rate, [1] beta1, [2] beta2, [3] eps, [4] weight decay, [5] clip mode (1 value, 2 norm), [6] clip value,
//           [7] and [8] in settle.wgsl, [9] decay of the running average
// verdict: [0] 1 = apply, [1] factor of the gradient (norm clipping), [2] rate / (1 - beta1^t), [3] 1 / sqrt(1 - beta2^t),
//          [4] skipped in a row, [5] norm of the gradient before clipping (0 where it is not finite),
//          [6] share of the new vectors in the running average
// One thread in all.
@group(0) @binding(1) var<storage, read_write> findings: array<vec2<f32>>;
@group(0) @binding(2) var<storage, read_write> settings: array<f32>;
@group(0) @binding(3) var<storage, read_write> scalars: array<f32>;
@group(0) @binding(4) var<storage, read_write> verdict: array<f32>;

fn skip() {
  scalars[0] = max(1.0, scalars[0] * 0.5);
  scalars[4] += 1.0;
  scalars[5] += 1.0;
  verdict[0] = 0.0;
  verdict[5] = 0.0;
}

fn apply(norm: f32) {
  scalars[1] *= settings[1];
  scalars[2] *= settings[2];
  scalars[3] += 1.0;
  scalars[5] = 0.0;
  verdict[0] = 1.0;
  verdict[1] = 1.0;
  if (settings[5] == 2.0 && norm > settings[6]) { verdict[1] = settings[6] / norm; }
  verdict[2] = settings[0] / (1.0 - scalars[1]);
  verdict[3] = 1.0 / sqrt(1.0 - scalars[2]);
  verdict[5] = norm;
  // the decay grows with the updates, so that the average does not begin as mostly the start
  verdict[6] = 1.0 - min(settings[9], (1.0 + scalars[3]) / (10.0 + scalars[3]));
}

@compute @workgroup_size(1)
fn main() {
  var total = vec2<f32>();
  for (var i = 0u; i < 64u; i++) { total += findings[i]; }
  if (total.x > 0.0) { skip(); } else { apply(sqrt(total.y)); }
  verdict[4] = scalars[5];
}
