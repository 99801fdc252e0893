import { describe, expect, it } from 'vitest';
import { minSnrWeight, snr, unweighted } from '../../src/diffusion/loss-weight';
import { alphasCumprod } from '../../src/diffusion/schedule';

const alphas = alphasCumprod();

describe('min-SNR', () => {
  it('knows the ratios of Stable Diffusion’s schedule', () => {
    const expected = [[0, 1175.47], [1, 585.86], [250, 2.06553], [500, 0.38185], [750, 0.05951], [999, 0.00468]];
    for (const [t, ratio] of expected) expect(snr(alphas[t]) / ratio).toBeCloseTo(1, 2);
  });

  it('holds back easy timesteps only, in the noise’s and the velocity’s terms', () => {
    expect(minSnrWeight(alphas[500], 5, 'epsilon')).toBe(1);
    expect(minSnrWeight(alphas[0], 5, 'epsilon')).toBeCloseTo(5 / 1175.47, 5);
    expect(minSnrWeight(alphas[500], 5, 'v_prediction')).toBeCloseTo(0.38185 / 1.38185, 4);
    expect(minSnrWeight(alphas[0], 5, 'v_prediction')).toBeCloseTo(5 / 1176.47, 5);
    expect(minSnrWeight(alphas[0], 0, 'epsilon')).toBe(1);
  });

  it('is taken out of a loss that is told, where it is not 0', () => {
    const weight = minSnrWeight(alphas[25], 0.1, 'epsilon');
    expect(unweighted(0.2 * weight, weight)).toBeCloseTo(0.2, 12);
    expect(unweighted(0, 0)).toBe(0);
  });
});
