/** A preparing worker: of one picture those that the options ask for, as PNGs. */
import { expose } from 'comlink';
import { decode } from './decode';
import { faceDetector } from './face-detector';
import { carryFailures } from './failures';
import { OpenPicture } from './open-picture';
import { withSeen } from './seen-picture';
import type { PreparerApi, SourcePicture } from './preparer-api';
import type { PrepareOptions } from '../src/images/prepare/options';

const api: PreparerApi = {
  prepare: (source, options) => opened(source, options, (picture) => picture.make()),
  plan: (source, options) => opened(source, options, async (picture) => picture.plan()),
};

async function opened<T>(source: SourcePicture, options: PrepareOptions, work: (picture: OpenPicture) => Promise<T>): Promise<T> {
  const faces = await faceDetector(options);
  return withSeen(source, async (seen) => {
    const mask = source.mask && (await decode(source.mask, source.name));
    return work(new OpenPicture(source, options, faces, seen, mask)).finally(() => mask?.close());
  });
}

carryFailures();
expose(api);
