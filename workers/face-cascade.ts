/** The cascade that finds faces, fetched and unpacked once; after a failure the next call tries again. */
import { cascadeOf, type Cascade, type CascadeFile } from '../src/images/faces/cascade';
import { fetchAsset } from './assets';

let cascade: Promise<Cascade> | undefined;

/** Throws `bundle.fetch` {path}. */
export function sharedCascade(): Promise<Cascade> {
  cascade ??= fetchAsset('faces/frontalface.json')
    .then((bytes) => cascadeOf(JSON.parse(new TextDecoder().decode(bytes)) as CascadeFile))
    .catch((error: unknown) => {
      cascade = undefined;
      throw error;
    });
  return cascade;
}
