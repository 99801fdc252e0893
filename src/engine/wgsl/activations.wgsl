// Activations on a quad, and their derivatives. Kinds as in ops/activation/activation.ts:
// 0 none, 1 silu x s(x), 2 quick-gelu x s(1.702 x), 3 gelu x P(x) with the normal distribution's P (erf form).

fn sigmoid(v: vec4<f32>) -> vec4<f32> {
  // the clamp keeps exp finite: at 80 the sigmoid is 0 or 1 to the last bit
  return 1.0 / (1.0 + exp(-clamp(v, vec4<f32>(-80.0), vec4<f32>(80.0))));
}

// erf by Abramowitz & Stegun 7.1.26's successor form: error below 1.2e-7 relative (Numerical Recipes erfc Chebyshev fit).
fn erf(v: vec4<f32>) -> vec4<f32> {
  let a = abs(v);
  let t = 1.0 / (1.0 + 0.5 * a);
  let poly = -1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806
    + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  let r = 1.0 - t * exp(-a * a + poly);
  return select(-r, r, v >= vec4<f32>());
}

fn gelu_cdf(v: vec4<f32>) -> vec4<f32> { return 0.5 + 0.5 * erf(v * 0.70710678); }

fn gelu_slope(v: vec4<f32>) -> vec4<f32> {
  return gelu_cdf(v) + v * 0.39894228 * exp(-0.5 * v * v);
}

fn activate(kind: u32, v: vec4<f32>) -> vec4<f32> {
  switch kind {
    case 1u: { return v * sigmoid(v); }
    case 2u: { return v * sigmoid(1.702 * v); }
    case 3u: { return v * gelu_cdf(v); }
    default: { return v; }
  }
}

fn slope(kind: u32, v: vec4<f32>) -> vec4<f32> {
  switch kind {
    case 1u: { let s = sigmoid(v); return s * (1.0 + v * (1.0 - s)); }
    case 2u: { let s = sigmoid(1.702 * v); return s * (1.0 + 1.702 * v * (1.0 - s)); }
    case 3u: { return gelu_slope(v); }
    default: { return vec4<f32>(1.0); }
  }
}
