// Activations on a quad, and their derivatives. Kinds as in ops/activation/activation.ts:
// 0 none, 1 silu x s(x), 2 quick-gelu x s(1.702 x), 3 gelu x P(x) with the normal distribution's P (erf form).

fn sigmoid(v: vec4<f32>) -> vec4<f32> {
  // the clamp keeps exp finite: at 80 the sigmoid is 0 or 1 to the last bit
  return 1.0 / (1.0 + exp(-clamp(v, vec4<f32>(-80.0), vec4<f32>(80.0))));
}

// The normal distribution's P(v) = erfc(-v / sqrt 2) / 2. erfc by the Chebyshev fit of Numerical Recipes (fractional error
// below 1.2e-7) on |v|, so that the small side keeps its digits.
fn gelu_cdf(v: vec4<f32>) -> vec4<f32> {
  let a = abs(v) * 0.70710678;
  let t = 1.0 / (1.0 + 0.5 * a);
  let poly = -1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806
    + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  // beyond 9 the tail is zero to f32, and exp's argument would only grow
  let tail = select(0.5 * t * exp(poly - a * a), vec4<f32>(), a > vec4<f32>(9.0));
  return select(tail, 1.0 - tail, v >= vec4<f32>());
}

// v times the normal distribution's density there: what gelu's slope has besides P(v).
fn gelu_bend(v: vec4<f32>) -> vec4<f32> {
  let w = clamp(v, vec4<f32>(-13.0), vec4<f32>(13.0));
  return w * 0.39894228 * exp(-0.5 * w * w);
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
    case 3u: { return gelu_cdf(v) + gelu_bend(v); }
    default: { return vec4<f32>(1.0); }
  }
}
