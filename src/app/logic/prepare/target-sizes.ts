/** The size that each picture of a set is made at. */
import type { PrepareOptions } from '../../../images/prepare/options';
import type { Picture } from '../../../store/records';
import { sizesFor } from './outcome';

type Sized = Pick<Picture, 'id' | 'width' | 'height' | 'crop'>;

/** The same options with the picture's own size in them; by the pictures' ids. */
export type OptionsOf = (id: string) => PrepareOptions;

export function optionsByPicture(pictures: readonly Sized[], options: PrepareOptions): OptionsOf {
  if (options.step === undefined) return () => options;
  const { sizes, of } = sizesFor(pictures, options);
  const sizeOf = new Map(pictures.map(({ id }, i) => [id, sizes[of[i]]]));
  return (id) => ({ ...options, ...sizeOf.get(id) });
}
