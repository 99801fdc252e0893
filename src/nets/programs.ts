/**
 * @file The networks as programs of a runtime. Every maker returns the graph with its outputs; inputs are named in
 * its comment. Latents are channels-last and times the VAE's scale, except where the VAE itself is spoken to.
 */
import { Graph, type Tensor } from '../engine/graph';
import { embedding, insertVectors } from '../engine/ops/embedding/embedding';
import { emphasis } from '../engine/ops/emphasis/emphasis';
import { huberLoss } from '../engine/ops/loss/loss';
import type { ProgramSource } from '../engine/schedule';
import { clipText } from './clip-text';
import type { ModelConfig } from './model';
import { reachedText, type Reach } from './reached-text';
import { weightsOf, type Scope } from './scope';
import { unet } from './unet';
import { vaeDecoder } from './vae-decoder';
import { vaeEncoder } from './vae-encoder';

export interface LatentSize {
  batch: number;
  height: number;
  width: number;
}

export interface PromptSize {
  /** number of learned vectors */
  vectors: number;
  /** rows of 77 tokens of each prompt: 1 if absent */
  rows?: number;
  /** tokens have weights */
  emphasis?: boolean;
  /** texts that are encoded for a batch, where samples share some: 1 for each sample if absent */
  texts?: number;
  /** what the learned vectors can reach of every prompt; absent = everything. What they cannot has no gradient, for which forward takes dispatches of its own */
  reach?: Reach;
  /** the learned vectors are read from the state `ema`, their running average, instead of `vectors` */
  averaged?: boolean;
}

export type TrainSize = LatentSize & PromptSize & {
  /** the loss has a weight for every pixel of the latents */
  weighted?: boolean;
  /** δ of Huber's loss; absent or 0: the squared error */
  huber?: number;
};

/**
 * Inputs: tokens [b · rows, 77, d], slots i32 [b · rows, 77] (a vector's number or -1), weights f32
 * [b · rows · 77] (with `texts` n: n for b in these three, and texts i32 [b], the number of each sample's own), where weighted lossWeights f32 [b · h · w], x [b, h, w, 4] the noisy latent, time [b, channels], wanted f32 [b, h, w, 4]. State: vectors [k, d].
 * → losses [b].
 */
export function trainGraph(model: ModelConfig, size: TrainSize): { graph: Graph; losses: Tensor; vectors: Tensor } {
  const graph = new Graph();
  const { context, vectors } = conditioning(graph, model, size.batch, size);
  const predicted = prediction(graph, model, size, context);
  const wanted = graph.input('wanted', predicted.shape, 'f32');
  const weights = size.weighted ? graph.input('lossWeights', [size.batch * size.height * size.width], 'f32') : null;
  return { graph, losses: huberLoss(predicted, wanted, weights, size.huber || Infinity), vectors };
}

/** The same without a gradient: for evaluation. → losses [b] */
export function lossProgram(model: ModelConfig, size: TrainSize): ProgramSource {
  const { graph, losses } = trainGraph(model, size);
  return { graph, outputs: { losses } };
}

/** Inputs: tokens, slots, weights as in `trainGraph`. State: vectors [k, d]. → context [b, rows · 77, d] */
export function textProgram(model: ModelConfig, batch: number, size: PromptSize): ProgramSource {
  const graph = new Graph();
  const { context } = conditioning(graph, model, batch, size);
  return { graph, outputs: { context } };
}

/** Inputs: tokens [b, 77, d], all of them the table's own. → context [b, 77, d] */
export function plainTextProgram(model: ModelConfig, batch: number): ProgramSource {
  const graph = new Graph();
  return { graph, outputs: { context: encoded(graph, model, tokensInput(graph, model, batch)) } };
}

/** Inputs: x [b, h, w, 4], time [b, channels], context [b, rows · 77, d]. → output [b, h, w, 4]: epsilon or v */
export function predictProgram(model: ModelConfig, size: LatentSize, promptRows = 1): ProgramSource {
  const graph = new Graph();
  const context = graph.input('context', [size.batch, promptRows * model.text.positions, model.unet.cross]);
  return { graph, outputs: { output: prediction(graph, model, size, context) } };
}

/** Sizes of the picture. Inputs: image [b, H, W, 3] in -1..1. → mean, logvar [b, H / f, W / f, 4], unscaled */
export function encodeProgram(model: Pick<ModelConfig, 'vae'>, { batch, height, width }: LatentSize): ProgramSource {
  const graph = new Graph();
  const image = graph.input('image', [batch, height, width, model.vae.imageChannels]);
  return { graph, outputs: vaeEncoder(weightsOf(graph, 'vae'), image, model.vae) };
}

/** Inputs: latent [b, h, w, 4], unscaled. → image [b, h · f, w · f, 3], nominally in -1..1 */
export function decodeProgram(model: Pick<ModelConfig, 'vae'>, { batch, height, width }: LatentSize): ProgramSource {
  const graph = new Graph();
  const latent = graph.input('latent', [batch, height, width, model.vae.latentChannels]);
  return { graph, outputs: { image: vaeDecoder(weightsOf(graph, 'vae'), latent, model.vae) } };
}

/** The rows of a prompt are encoded one by one; the UNet sees them side by side. */
function conditioning(graph: Graph, model: ModelConfig, batch: number, size: PromptSize): { context: Tensor; vectors: Tensor } {
  const { positions, width } = model.text;
  const texts = size.texts ?? batch;
  const rows = texts * (size.rows ?? 1);
  const vectors = graph.state(size.averaged ? 'ema' : 'vectors', [size.vectors, width]);
  const slots = graph.input('slots', [rows, positions], 'i32');
  const plain = tokensInput(graph, model, rows);
  const learned = insertVectors(plain, vectors, slots);
  const text = size.reach ? reachedText(encoder(graph), { learned, plain, texts }, size.reach, model.text, model.skip) : encoded(graph, model, learned);
  // given in any case; without emphasis all are 1 and no op reads them
  const weights = graph.input('weights', [rows * positions], 'f32');
  const weighed = size.emphasis ? emphasis(text, weights) : text;
  const context = rows === texts ? weighed : graph.reshape(weighed, [texts, (rows / texts) * positions, width]);
  return { context: texts === batch ? context : ofSamples(graph, context, batch), vectors };
}

/** context [texts, tokens, d] → [b, tokens, d]: each sample's own, which the input `texts` numbers. */
function ofSamples(graph: Graph, context: Tensor, batch: number): Tensor {
  const [texts, tokens, width] = context.shape;
  const table = graph.reshape(context, [texts, tokens * width]);
  return graph.reshape(embedding(graph.input('texts', [batch], 'i32'), table), [batch, tokens, width]);
}

/**
 * f32, and with it the whole text encoder: its 77 rows cost nothing beside the UNet, and the vectors' gradient, which
 * ends here, is what narrow rounding hurts most.
 */
const tokensInput = (graph: Graph, { text }: ModelConfig, batch: number): Tensor =>
  graph.input('tokens', [batch, text.positions, text.width], 'f32');

const encoded = (graph: Graph, model: ModelConfig, tokens: Tensor): Tensor =>
  clipText(encoder(graph), tokens, model.text, model.skip);

const encoder = (graph: Graph): Scope => weightsOf(graph, 'text_encoder');

function prediction(graph: Graph, { unet: config }: ModelConfig, { batch, height, width }: LatentSize, context: Tensor): Tensor {
  const x = graph.input('x', [batch, height, width, config.inChannels]);
  const time = graph.input('time', [batch, config.levels[0].channels]);
  return unet(weightsOf(graph, 'unet'), x, time, context, config);
}
