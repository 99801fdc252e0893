/** y = x wᵀ + bias + perSample + residual */
import { activate, slope } from './activations';
import { flat, like, map, zeros, type Oracle, type Value } from './values';

function sums([x, w, bias, sample]: readonly (Value | null)[]): Value {
  const [m, k] = flat(x!);
  const n = w!.shape[0];
  const y = zeros([...x!.shape.slice(0, -1), n]);
  const perSample = sample ? m / flat(sample)[0] : 1;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = (bias?.data[j] ?? 0) + (sample?.data[Math.floor(i / perSample) * n + j] ?? 0);
      for (let c = 0; c < k; c++) sum += x!.data[i * k + c] * w!.data[j * k + c];
      y.data[i * n + j] = sum;
    }
  return y;
}

export const linear: Oracle = {
  forward(inputs, attrs) {
    const pre = sums(inputs);
    const residual = inputs[4];
    return [map(pre, (v, i) => activate(attrs.act as string, v) + (residual?.data[i] ?? 0))];
  },
  backward(inputs, attrs, [dy]) {
    const [x, w, bias, sample, residual] = inputs;
    const pre = sums(inputs);
    const d = map(dy!, (v, i) => v * slope(attrs.act as string, pre.data[i]));
    const [m, k] = flat(x!);
    const n = w!.shape[0];
    const [dx, dw] = [like(x!), like(w!)];
    const dbias = bias && like(bias);
    const dsample = sample && like(sample);
    const perSample = sample ? m / flat(sample)[0] : 1;
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        const g = d.data[i * n + j];
        if (dbias) dbias.data[j] += g;
        if (dsample) dsample.data[Math.floor(i / perSample) * n + j] += g;
        for (let c = 0; c < k; c++) {
          dx.data[i * k + c] += g * w!.data[j * k + c];
          dw.data[j * k + c] += g * x!.data[i * k + c];
        }
      }
    return [dx, dw, dbias, dsample, residual && dy!];
  },
};
