/** @file A checkpoint in one file with CompVis' names, as most are shared: SD 1.x, SD 2.x, or a VAE alone. */
import { Failure } from '../failure';
import type { Prediction } from '../nets/config';
import type { Component } from '../nets/scope';
import { configPath, SCHEDULER, wholeOf, type Weights } from './assemble';
import type { Checkpoint, CheckpointChoices, CheckpointKind } from './checkpoint';
import { jsonText, modelIndex, schedulerConfig } from './configs/layout-config';
import { textConfig } from './configs/text-config';
import { unetConfig } from './configs/unet-config';
import { vaeConfig } from './configs/vae-config';
import { refuseRelatives, refuseUnknown } from './relatives';
import { sortTensors, type Sorted } from './sort-tensors';
import type { Entries, Tensors } from './tensors';

/** Throws `checkpoint.*`, `model.tensor-missing`, `model.tensor-shape`, `model.dtype`, `model.config`. */
export function recogniseSingleFile(path: string, content: Tensors, choices: CheckpointChoices): Checkpoint {
  refuseRelatives(content.entries);
  const sorted = sortTensors(content, choices.ema ?? false);
  const kind = kindOf(sorted, content);
  const predicted = predictionOf(kind, content, choices);
  const configs = configsOf(kind, sorted.weights, predicted.prediction);
  const { weights, unknown } = wholeOf(sorted.weights, configs);
  const unexpected = [...sorted.unexpected, ...unknown.map((name) => sorted.originals.get(name)!)];
  return { kind, configs, weights, sources: [{ path, source: content.source }], hasEma: sorted.hasEma, ...predicted, unexpected };
}

function kindOf({ weights, textKind }: Sorted, { entries }: Tensors): CheckpointKind {
  if (!weights.unet) return weights.vae && !weights.text_encoder ? 'vae' : refuseParts(weights, entries);
  if (!textKind) throw new Failure('checkpoint.no-text-encoder');
  return textKind;
}

function refuseParts({ text_encoder }: Weights, entries: Entries): never {
  if (text_encoder) throw new Failure('checkpoint.no-unet');
  if (entries.has('down_blocks.0.resnets.0.conv1.weight')) throw new Failure('checkpoint.no-text-encoder');
  refuseUnknown(entries);
}

/** Of SD 1.x all but a few predict the noise; those few say so. SD 2.x has both kinds, and its largest one predicts v. */
function predictionOf(kind: CheckpointKind, content: Tensors, choices: CheckpointChoices): Pick<Checkpoint, 'prediction' | 'predictionFrom'> {
  if (kind !== 'vae' && choices.prediction) return { prediction: choices.prediction, predictionFrom: 'choice' };
  if (content.prediction) return { prediction: content.prediction, predictionFrom: 'config' };
  if (kind === 'sd2') return { prediction: 'v_prediction', predictionFrom: 'asked' };
  return { prediction: 'epsilon', predictionFrom: 'config' };
}

function configsOf(kind: CheckpointKind, weights: Weights, prediction: Prediction): Record<string, string> {
  const makers: Record<Component, () => object> = {
    text_encoder: () => textConfig(weights.text_encoder!, kind === 'sd2' ? 'gelu' : 'quick_gelu'),
    unet: () => unetConfig(weights.unet!, sampleSize(kind, prediction)),
    vae: () => vaeConfig(weights.vae!),
  };
  const present = (Object.keys(makers) as Component[]).filter((component) => weights[component]);
  const configs = Object.fromEntries(present.map((component) => [configPath(component), jsonText(makers[component]())]));
  if (kind === 'vae') return configs;
  const index = jsonText(modelIndex(weights.vae !== undefined));
  return { 'model_index.json': index, ...configs, [SCHEDULER]: jsonText(schedulerConfig(prediction)) };
}

/** 512 px, but 768 px for SD 2.x that predicts v. */
const sampleSize = (kind: CheckpointKind, prediction: Prediction): number => (kind === 'sd2' && prediction === 'v_prediction' ? 96 : 64);
