/** @file The prompts of a run as text, to be read by people before it begins: drawn as `Sampler` draws them. */
import { fillTemplate } from '../../text/templates';
import { drawSample } from '../samples/draw';
import { PictureOrder } from '../samples/picture-order';
import type { RunSettings } from '../settings';
import { drawCaption } from './tags';

export interface PromptPicture {
  caption: string;
  /** of the word that it shows */
  name: string;
}

export interface DrawnPrompt {
  /** number of the picture */
  picture: number;
  text: string;
}

type PromptSettings = Pick<RunSettings, 'seed' | 'batch' | 'templates' | 'shuffleTags' | 'tagDropout'>;

/**
 * Of the run's first `count` samples. `sizes`: for each size that pictures are trained at their numbers; none are left out,
 * and there is at least one.
 */
export function drawPrompts(settings: PromptSettings, pictures: readonly PromptPicture[], sizes: readonly number[][], count: number): DrawnPrompt[] {
  const { seed, batch, templates, shuffleTags: shuffle = false, tagDropout: dropout = 0 } = settings;
  const drawn = { seed, order: new PictureOrder({ seed, batch, sizes }), lines: templates.length, timesteps: 1 };
  return Array.from({ length: count }, (_, index) => {
    const { picture, line } = drawSample(drawn, index);
    const { caption, name } = pictures[picture];
    return { picture, text: fillTemplate(templates[line], name, drawCaption(caption, { shuffle, dropout }, seed, index)) };
  });
}
