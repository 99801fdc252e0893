/** A preparing worker: of one picture those that the options ask for, as PNGs. */
import { expose } from 'comlink';
import { decode, withPicture } from './decode';
import { faceDetector } from './face-detector';
import { carryFailures } from './failures';
import { OpenPicture } from './open-picture';
import type { PreparerApi, SourcePicture } from './preparer-api';
import type { PrepareOptions } from '../src/images/prepare/options';

const api: PreparerApi = {
  prepare: (source, options) => opened(source, options, (picture) => picture.make()),
  plan: (source, options) => opened(source, options, async (picture) => picture.plan()),
};

async function opened<T>(source: SourcePicture, options: PrepareOptions, work: (picture: OpenPicture) => Promise<T>): Promise<T> {
  const faces = await faceDetector(options);
  return withPicture(source.blob, source.name, async (bitmap) => {
    const mask = source.mask && (await decode(source.mask, source.name));
    return work(new OpenPicture(source, options, faces, bitmap, mask)).finally(() => mask?.close());
  });
}

carryFailures();
expose(api);
