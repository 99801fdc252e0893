/** @file Every tensor that a model of given configs has: what its networks' graphs ask for, and the token table. */
import type { Shape } from '../engine/graph';
import type { ProgramSource } from '../engine/schedule';
import type { ModelConfig } from './model';
import { decodeProgram, encodeProgram, plainTextProgram, predictProgram } from './programs';

export const TOKEN_TABLE = 'text_encoder/text_model.embeddings.token_embedding.weight';

/** Shapes by name; sizes of latents and pictures do not matter, so the smallest are built. */
export function allWeights(model: ModelConfig): Map<string, Shape> {
  const side = 2 ** (model.unet.levels.length - 1);
  const picture = 2 ** (model.vae.channels.length - 1);
  const programs = [
    plainTextProgram(model, 1),
    predictProgram(model, { batch: 1, height: side, width: side }),
    encodeProgram(model, { batch: 1, height: picture, width: picture }),
    decodeProgram(model, { batch: 1, height: 1, width: 1 }),
  ];
  const table: [string, Shape] = [TOKEN_TABLE, [model.text.vocabulary, model.text.width]];
  return new Map([table, ...programs.flatMap(shapesOf)]);
}

const shapesOf = ({ graph }: ProgramSource): [string, Shape][] =>
  [...graph.weights].map(([name, { shape }]) => [name, shape]);
