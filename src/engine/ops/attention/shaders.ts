/** @file The kernels of attention, put together from their files. The head's size is part of each: vectors lie in registers. */
import type { Shader } from '../../op';
import { writtenOut } from '../../tiles/written-out';
import dkvSource from './attention-dkv.wgsl?raw';
import dqSource from './attention-dq.wgsl?raw';
import forwardSource from './attention.wgsl?raw';
import narrowCells from './cells-narrow.wgsl?raw';
import wideCells from './cells-wide.wgsl?raw';
import mergeSource from './dkv-merge.wgsl?raw';
import part from './dkv-part.wgsl?raw';
import whole from './dkv-whole.wgsl?raw';
import leftSource from './stage-left.wgsl?raw';
import products from './products.wgsl?raw';
import scores from './scores.wgsl?raw';
import rightSource from './stage-right.wgsl?raw';
import tile from './tile.wgsl?raw';
import tiledDkvSource from './tiled-dkv.wgsl?raw';
import tiledDqSource from './tiled-dq.wgsl?raw';
import tiledSource from './tiled.wgsl?raw';

type Constants = Readonly<Record<string, number>>;
/** `SPAN`: see tile.wgsl */
type TileConstants = Constants & { readonly SPAN: number };
/** `inParts`: sums go to parts that are added later */
export type Kernel = (constants: Constants, inParts: boolean) => Shader;
/** `wide`: tiles in f32, else as stored */
export type TiledKernel = (constants: TileConstants, wide: boolean, inParts: boolean) => Shader;

const target = (inParts: boolean): string => (inParts ? part : whole);
const left = (buffer: string): string => leftSource.replaceAll('BUFFER', buffer);
const right = (buffer: string): string => rightSource.replaceAll('BUFFER', buffer);
const tiled = (name: string, constants: TileConstants, wide: boolean, ...sources: string[]): Shader => ({
  name: `${name} ${wide ? 'wide' : 'narrow'} tiles`,
  source: writtenOut([wide ? wideCells : narrowCells, products, tile, ...sources].join('\n'), { r: 4, s: constants.SPAN }),
  constants,
});

export const forwardShader: Kernel = (constants) => ({ name: 'attention', source: [products, scores, forwardSource].join('\n'), constants });
export const dqShader: Kernel = (constants) => ({ name: 'attention-dq', source: [products, scores, dqSource].join('\n'), constants });
export const dkvShader: Kernel = (constants, inParts) => ({
  name: inParts ? 'attention-dkv parts' : 'attention-dkv',
  source: [products, target(inParts), dkvSource].join('\n'),
  constants,
});
export const mergeShader: Shader = { name: 'attention-dkv-merge', source: mergeSource };

export const tiledForward: TiledKernel = (constants, wide) =>
  tiled('attention', constants, wide, left('q'), right('k'), right('v'), tiledSource);
export const tiledDq: TiledKernel = (constants, wide) =>
  tiled('attention-dq', constants, wide, left('q'), left('dout'), right('k'), right('v'), tiledDqSource);
export const tiledDkv: TiledKernel = (constants, wide, inParts) =>
  tiled(`attention-dkv${inParts ? ' parts' : ''}`, constants, wide, left('k'), left('v'), right('q'), right('dout'), target(inParts), tiledDkvSource);
