/** @file UNet2DConditionModel of SD 1.x and 2.x: any number of levels, blocks with or without attention. */
import { invariant } from '../failure';
import { channels, type Tensor } from '../engine/graph';
import { concat } from '../engine/ops/concat/concat';
import { upsample2 } from '../engine/ops/upsample/upsample';
import type { UnetConfig, UnetLevel } from './config';
import { conv, groupNorm, linear } from './layers';
import { resnet } from './resnet';
import type { Scope } from './scope';
import { transformer } from './transformer';

/**
 * x [b, h, w, in], time [b, channels of level 0]: rows of the timestep table, context [b, tokens, cross]
 * → [b, h, w, out]. Height and width are multiples of 2^(levels - 1).
 */
export function unet(scope: Scope, x: Tensor, time: Tensor, context: Tensor, config: UnetConfig): Tensor {
  const { levels } = config;
  const step = 2 ** (levels.length - 1);
  invariant(x.shape[1] % step === 0 && x.shape[2] % step === 0, () => `latent [${x.shape}] for ${levels.length} levels`);
  const net = new Blocks(config, timeEmbedding(scope.at('time_embedding'), time, config), context);
  const skips = [conv(scope.at('conv_in'), x, levels[0].channels)];
  levels.forEach((_, i) => net.down(scope.at('down_blocks').at(i), i, skips));
  let y = net.middle(scope.at('mid_block'), skips.at(-1)!);
  levels.forEach((_, i) => (y = net.up(scope.at('up_blocks').at(i), levels.length - 1 - i, y, skips)));
  return conv(scope.at('conv_out'), groupNorm(scope.at('conv_norm_out'), y, config, true), config.outChannels);
}

/** Every residual block applies SiLU to the embedding first, so it is done here once. */
function timeEmbedding(scope: Scope, time: Tensor, { levels }: UnetConfig): Tensor {
  const width = 4 * levels[0].channels;
  const hidden = linear(scope.at('linear_1'), time, width, { act: 'silu' });
  return linear(scope.at('linear_2'), hidden, width, { act: 'silu' });
}

class Blocks {
  constructor(
    private readonly config: UnetConfig,
    private readonly time: Tensor,
    private readonly context: Tensor,
  ) {}

  /** Every result is kept in `skips` for the way up. */
  down(scope: Scope, index: number, skips: Tensor[]): void {
    const level = this.config.levels[index];
    for (let j = 0; j < this.config.layers; j++) {
      skips.push(this.#layer(scope, j, skips.at(-1)!, level, level.attentionDown));
    }
    if (index === this.config.levels.length - 1) return;
    skips.push(conv(scope.at('downsamplers.0.conv'), skips.at(-1)!, level.channels, { stride: 2 }));
  }

  middle(scope: Scope, x: Tensor): Tensor {
    const level = this.config.levels.at(-1)!;
    const first = this.#layer(scope, 0, x, level, true);
    return this.#resnet(scope, 1, first, level);
  }

  up(scope: Scope, index: number, x: Tensor, skips: Tensor[]): Tensor {
    const level = this.config.levels[index];
    let y = x;
    for (let j = 0; j <= this.config.layers; j++) {
      y = this.#layer(scope, j, concat(y, skips.pop()!), level, level.attentionUp);
    }
    return index === 0 ? y : conv(scope.at('upsamplers.0.conv'), upsample2(y), channels(y.shape));
  }

  #layer(scope: Scope, index: number, x: Tensor, level: UnetLevel, attends: boolean): Tensor {
    const y = this.#resnet(scope, index, x, level);
    if (!attends) return y;
    const { groups } = this.config;
    const config = { heads: level.heads, depth: level.depth, groups };
    return x.graph.block(() => transformer(scope.at('attentions').at(index), y, this.context, config));
  }

  #resnet(scope: Scope, index: number, x: Tensor, level: UnetLevel): Tensor {
    return resnet(scope.at('resnets').at(index), x, level.channels, this.config, this.time);
  }
}
