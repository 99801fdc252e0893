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
  /** pixels; absent = the training size */
  width?: number;
  height?: number;
}

export interface ClipSettings {
  mode: 'off' | 'value' | 'norm';
  value: number;
  /** the value in the rate's syntax, `1:100, 0.5`; `value` where absent or empty */
  schedule?: string;
  /** `scaled`: by the mixed-precision loss scale, as the original clips; absent = unscaled */
  gradients?: 'unscaled' | 'scaled';
}

/** What a word's vectors start from. */
export type StartKind =
  /** A1111's: the text's token vectors, stretched to the word's */
  | 'text'
  /** one vector per token of the text, which decides how many there are */
  | 'phrase'
  /** the mean of several words' vectors: comma-separated text */
  | 'average'
  /** a word of the library */
  | 'embedding';

/** A further word of the same run, with pictures of its own. */
export interface FurtherWord {
  name: string;
  startText: string;
  startKind?: StartKind;
  startId?: string;
  vectors: number;
  datasetId: string;
}

/** What can be changed while a run is under way. Absent = as before. */
export interface LiveSettings {
  /** from this step on, in the rate's syntax */
  rate?: string;
  saveEvery?: number;
  previewEvery?: number;
  previewPrompt?: string;
}

/** A change made once `step` steps were done. */
export interface LiveChange extends LiveSettings {
  step: number;
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
  /** what `[filewords]` is of a picture without a caption: its file name, taken apart as A1111 does; absent = nothing */
  nameWords?: { pattern: string; join: string };
  /** γ of min-SNR weighting; absent or 0 = off */
  minSnr?: number;
  /** share of a constant per channel added to the noise; absent or 0 = off */
  noiseOffset?: number;
  /** δ of Huber's loss (twice torch's `huber_loss`); absent or 0 = mean squared error */
  huber?: number;
  /** pictures at their own ratio, each size in batches of its own (A1111's "do not resize"); absent = cover and crop */
  resize?: 'crop' | 'buckets';
  /** where the loss counts, by the pictures' alpha or painted mask; absent = everywhere alike */
  lossWeight?: 'off' | 'mask';
  /** share of the distance to the vocabulary's mean norm that each vector goes back per unit of rate; absent or 0 = off */
  normDecay?: number;
  /** decay of the running average of the vectors, which is then what is exported; absent or 0 = off */
  ema?: number;
  /** steps, or with a decimal point in (0, 1] a share of the run, in which the rate rises from 0 */
  warmup?: number;
  /** the rate falls along a cosine to 0 at the last step; absent = as its schedule says */
  rateShape?: 'schedule' | 'cosine';
  /** absent = text */
  startKind?: StartKind;
  /** the library's word to start from, or to go on with */
  startId?: string;
  further?: FurtherWord[];
  /** the word is for the negative prompt: previews use it there */
  negative?: boolean;
  /** the state with the lowest evaluation loss is kept as *the* one, and may end the run; absent = off */
  best?: 'off' | 'keep' | 'stop';
  /** evaluations without a better one after which `stop` ends the run */
  patience?: number;
  /** steps between versions of the word, and between cards; absent or 0 = with the previews */
  embeddingEvery?: number;
  cardEvery?: number;
  /** changes of an earlier run, made again at the same steps */
  replay?: LiveChange[];
}
