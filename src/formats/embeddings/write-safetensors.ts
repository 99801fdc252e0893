/**
 * @file Words as `.safetensors`: one tensor `emb_params` (kohya), for SDXL `clip_l` and `clip_g`; what is known beside them
 * as metadata under A1111's names and those of Stability's ModelSpec 1.0.0.
 */
import { floatBytes } from '../pickle-tensor';
import { writeSafetensors, type RawTensor } from '../safetensors';
import { familyOf, type EmbeddingFamily, type Vectors, type WrittenEmbedding } from './embedding';

/**
 * As kohya's sd-scripts and SwarmUI write them. Vectors do not tell the two kinds of SD 2 apart: both have one text encoder,
 * so the plainer one is named.
 */
const ARCHITECTURES: Readonly<Record<EmbeddingFamily, string | undefined>> = {
  sd1: 'stable-diffusion-v1/textual-inversion',
  sd2: 'stable-diffusion-v2-512/textual-inversion',
  sdxl: 'stable-diffusion-xl-v1-base/textual-inversion',
  unknown: undefined,
};
const IMPLEMENTATION = 'https://github.com/Stability-AI/generative-models';

/** The same embedding gives the same bytes. */
export async function writeEmbeddingSafetensors(embedding: WrittenEmbedding): Promise<Uint8Array<ArrayBuffer>> {
  const { clipG } = embedding;
  const tensors: [string, RawTensor][] = clipG
    ? [['clip_l', raw(embedding)], ['clip_g', raw(clipG)]]
    : [['emb_params', raw(embedding)]];
  const hash = await sha256(tensors.map(([, { bytes }]) => bytes));
  return writeSafetensors(new Map(tensors), metadataOf(embedding, hash));
}

function raw({ vectors, count, width }: Vectors): RawTensor {
  return { dtype: 'F32', shape: [count, width], bytes: floatBytes(vectors) };
}

/** Values that are not known have no key. */
function metadataOf(embedding: WrittenEmbedding, hash: string): Record<string, string> {
  const { name, step, count, width, clipG, modelName, modelHash } = embedding;
  const architecture = ARCHITECTURES[familyOf(width, clipG)];
  return {
    format: 'pt',
    name,
    ...(step !== null && { step: String(step) }),
    vectors: String(count),
    ...(modelHash !== null && { sd_checkpoint: modelHash }),
    ...(modelName !== null && { sd_checkpoint_name: modelName }),
    ...(architecture && {
      'modelspec.sai_model_spec': '1.0.0',
      'modelspec.architecture': architecture,
      'modelspec.implementation': IMPLEMENTATION,
      'modelspec.title': name,
      'modelspec.trigger_phrase': name,
      'modelspec.hash_sha256': hash,
    }),
  };
}

/** Of all tensors' bytes in order, as ModelSpec has it. */
async function sha256(parts: readonly Uint8Array[]): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await new Blob(parts.map((part) => part.slice())).arrayBuffer());
  return `0x${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
