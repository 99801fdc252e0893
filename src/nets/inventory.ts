/** @file Every tensor that networks of given configs have: what their graphs ask for, and the token table. */
import { Graph, type Shape } from '../engine/graph';
import { clipText } from './clip-text';
import type { TextConfig, UnetConfig, VaeConfig } from './config';
import type { ModelConfig } from './model';
import { weightsOf } from './scope';
import { unet as unetGraph } from './unet';
import { vaeDecoder } from './vae-decoder';
import { vaeEncoder } from './vae-encoder';

export const TOKEN_TABLE = 'text_encoder/text_model.embeddings.token_embedding.weight';

export type Shapes = Map<string, Shape>;

/** Shapes by name; sizes of latents and pictures do not matter, so the smallest are built. */
export const allWeights = ({ text, unet, vae }: ModelConfig): Shapes =>
  new Map([...textWeights(text), ...unetWeights(unet), ...vaeWeights(vae)]);

export function textWeights(text: TextConfig): Shapes {
  const graph = new Graph();
  clipText(weightsOf(graph, 'text_encoder'), graph.input('tokens', [1, text.positions, text.width], 'f32'), text, 1);
  return new Map([[TOKEN_TABLE, [text.vocabulary, text.width]], ...shapesOf(graph)]);
}

export function unetWeights(unet: UnetConfig): Shapes {
  const graph = new Graph();
  const side = 2 ** (unet.levels.length - 1);
  const x = graph.input('x', [1, side, side, unet.inChannels]);
  const time = graph.input('time', [1, unet.levels[0].channels]);
  unetGraph(weightsOf(graph, 'unet'), x, time, graph.input('context', [1, 1, unet.cross]), unet);
  return shapesOf(graph);
}

export function vaeWeights(vae: VaeConfig): Shapes {
  const graph = new Graph();
  const side = 2 ** (vae.channels.length - 1);
  vaeEncoder(weightsOf(graph, 'vae'), graph.input('image', [1, side, side, vae.imageChannels]), vae);
  vaeDecoder(weightsOf(graph, 'vae'), graph.input('latent', [1, 1, 1, vae.latentChannels]), vae);
  return shapesOf(graph);
}

const shapesOf = (graph: Graph): Shapes => new Map([...graph.weights].map(([name, { shape }]) => [name, shape]));
