/** AdamW in f64, as torch.optim.AdamW has it (torch 1.13), gradients clipped before; then norms and running average. */

export interface AdamWSettings {
  rate?: number;
  betas?: [number, number];
  eps?: number;
  decay?: number;
  /** mode 0 off, 1 by value, 2 by norm */
  clip?: [mode: number, value: number];
  /** each row's norm goes by this share of the distance to that norm */
  pull?: [share: number, norm: number];
  /** decay of the running average */
  ema?: number;
  /** false is wrong on purpose */
  corrected?: boolean;
}

export const ADAMW = { rate: 5e-3, betas: [0.9, 0.999], eps: 1e-8, decay: 0, clip: [0, 0], pull: [0, 0], ema: 0, corrected: true } as const;

export class AdamW {
  readonly m: Float64Array;
  readonly v: Float64Array;
  readonly average: Float64Array;
  #t = 0;

  /** `width` of a row */
  constructor(readonly p: Float64Array, private readonly width: number) {
    this.m = new Float64Array(p.length);
    this.v = new Float64Array(p.length);
    this.average = p.slice();
  }

  step(gradient: Float64Array, settings: AdamWSettings): void {
    const { rate, betas, eps, decay, clip, pull, ema, corrected } = { ...ADAMW, ...settings };
    this.#t++;
    const [c1, c2] = betas.map((beta) => (corrected ? 1 - beta ** this.#t : 1));
    clipped(gradient, clip).forEach((g, i) => {
      this.m[i] = betas[0] * this.m[i] + (1 - betas[0]) * g;
      this.v[i] = betas[1] * this.v[i] + (1 - betas[1]) * g * g;
      this.p[i] = this.p[i] * (1 - rate * decay) - ((rate / c1) * this.m[i]) / (Math.sqrt(this.v[i]) / Math.sqrt(c2) + eps);
    });
    this.#draw(pull);
    const kept = Math.min(ema, (1 + this.#t) / (10 + this.#t));
    this.p.forEach((p, i) => (this.average[i] = kept * this.average[i] + (1 - kept) * p));
  }

  /** Norm of each row. */
  norms(): number[] {
    const rows = Array.from({ length: this.p.length / this.width }, (_, row) => this.p.subarray(row * this.width, (row + 1) * this.width));
    return rows.map((row) => Math.sqrt(row.reduce((sum, v) => sum + v * v, 0)));
  }

  #draw([share, norm]: readonly [number, number]): void {
    const factors = this.norms().map((now) => (now + share * (norm - now)) / now);
    if (share > 0) this.p.forEach((p, i) => (this.p[i] = p * factors[Math.floor(i / this.width)]));
  }
}

function clipped(gradient: Float64Array, [mode, limit]: readonly [number, number]): Float64Array {
  const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
  if (mode === 1) return gradient.map((g) => Math.min(limit, Math.max(-limit, g)));
  return mode === 2 && norm > limit ? gradient.map((g) => (g * limit) / norm) : gradient;
}
