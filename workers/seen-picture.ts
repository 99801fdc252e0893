/**
 * @file A decoded picture and how focal cropping sees it. That of the last question stays, for a live view: its options change,
 * the picture does not. Decoding, scaling and faces of 12 megapixels take most of a second.
 */
import { rememberedSight, sightOf, type SightOf } from '../src/images/prepare/focus';
import { isLargePicture, openPicture, readerOf, withPicture } from './decode';
import type { SourcePicture } from './preparer-api';

export interface SeenPicture {
  bitmap: ImageBitmap;
  see: SightOf;
}

const seen = (bitmap: ImageBitmap): SeenPicture => ({ bitmap, see: rememberedSight(sightOf(readerOf(bitmap), bitmap)) });

let kept: (SeenPicture & { id: string }) | undefined;

/** A picture without `id`, or one so large that it is decoded alone, is let go afterwards. Throws what `withPicture` does. */
export async function withSeen<T>({ id, blob, name }: SourcePicture, work: (seen: SeenPicture) => Promise<T>): Promise<T> {
  if (!id || (await isLargePicture(blob, name))) return withPicture(blob, name, (bitmap) => work(seen(bitmap)));
  if (kept?.id !== id) {
    kept?.bitmap.close();
    kept = undefined;
    kept = { id, ...seen(await openPicture(blob, name)) };
  }
  return work(kept);
}
