/** Made pictures as a data set has them: named, captioned, and of which picture they were made. */
import { preparedCaption, preparedName } from '../../../images/prepare/names';
import type { ExistingCaption } from '../../../images/prepare/options';
import type { Picture } from '../../../store/records';
import type { MadePicture } from '../../../../workers/preparer-api';

/** What taggers and captioners say of a picture, each a text. */
export type Describe = (picture: Blob, name: string, signal: AbortSignal) => Promise<readonly string[]>;

export interface CaptionRules {
  existing: ExistingCaption;
  describe?: Describe;
  signal: AbortSignal;
}

/** @param index of the source in its set */
export async function madeRecords(source: Picture, index: number, made: readonly MadePicture[], { existing, describe, signal }: CaptionRules): Promise<Picture[]> {
  return Promise.all(made.map(async ({ blob, thumbnail, mask, width, height }, subindex) => {
    const name = preparedName(index, subindex, source.name);
    const said = existing !== 'copy' && describe ? await describe(blob, name, signal) : [];
    const caption = preparedCaption(source.caption, said, existing);
    return { id: crypto.randomUUID(), name, caption, blob, thumbnail, width, height, source: source.id, ...(mask && { mask }) };
  }));
}
