/** What a person sets for a run. Everything here is plain data: stored, cloned, shown. */

export type SamplerName = 'ddim' | 'euler_a';

export interface PreviewSettings {
  /** steps between previews; 0 = none but those asked for */
  every: number;
  /** prompt with `[name]`; empty = the first template line */
  prompt: string;
  negative: string;
  sampler: SamplerName;
  /** denoising steps */
  steps: number;
  guidance: number;
  seed: number;
}

export interface ClipSettings {
  mode: 'off' | 'value' | 'norm';
  value: number;
}

/** How weights and activations lie on the GPU: `auto` is what suits the adapter. */
export type StorageChoice = 'auto' | 'f16' | 'f32';

/** Making activations again in the backward pass instead of keeping them: `auto` where the adapter is small. */
export type RecomputeChoice = 'auto' | 'on' | 'off';

/** A1111's "latent sampling method". */
export type LatentSampling = 'once' | 'deterministic' | 'random';

/** The latents' VAE: the one the model decodes with, the checkpoint's own beside an attached one, or a stored model's. */
export type LatentVae = 'model' | 'own' | { modelId: string };

export interface RunSettings {
  /** the new word, as people will type it */
  name: string;
  /** its vectors start from these tokens' vectors; empty = zeros */
  startText: string;
  /** number of token vectors, 1..75 */
  vectors: number;
  /** absolute step at which the run ends */
  steps: number;
  /** A1111's syntax: `0.005` or `0.05:10, 0.02:20, 0.005` */
  rate: string;
  batch: number;
  /** micro batches per step */
  accumulate: number;
  /** prompt lines with `[name]` and `[filewords]` */
  templates: string[];
  seed: number;
  clip: ClipSettings;
  preview: PreviewSettings;
  /** steps between writes of the state */
  saveEvery: number;
  /** items of the fixed evaluation set (latent, timestep, noise) */
  evalItems: number;
  /** steps between evaluations; 0 = at the start and the end only */
  evalEvery: number;
  // Runs stored by earlier versions have none of the following.
  /** pixels, a multiple of `sizeStep`; absent = the size the model was trained at */
  width?: number;
  height?: number;
  storage?: StorageChoice;
  recompute?: RecomputeChoice;
  latentVae?: LatentVae;
  /** absent = deterministic */
  latentSampling?: LatentSampling;
  /** text encoder's layers left out at the end, plus one; SD 2.x has its own and ignores it; absent = 1 */
  clipSkip?: number;
  shuffleTags?: boolean;
  /** probability to leave out a tag, 0..1 */
  tagDropout?: number;
  /** γ of min-SNR weighting; absent or 0 = off */
  minSnr?: number;
  /** share of a constant per channel added to the noise; absent or 0 = off */
  noiseOffset?: number;
}
