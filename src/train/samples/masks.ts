/** @file Where the pictures' losses count, asked for one after the other: each is a picture decoded. */
import type { TrainPicture } from './latents';
import { hasMasks } from '../step/run-steps';
import type { RunSettings } from '../settings';

/** One per picture; none where the run does not weigh by them. Throws `picture.*`. */
export async function pictureMasks(pictures: readonly TrainPicture[], settings: RunSettings, factor: number): Promise<(Float32Array | undefined)[]> {
  const masks: (Float32Array | undefined)[] = [];
  if (hasMasks(settings)) for (const picture of pictures) masks.push(await picture.mask?.(factor));
  return masks;
}
