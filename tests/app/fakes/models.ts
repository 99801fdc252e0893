/** Models in the store, as records. */
import type { ModelManifest } from '../../../src/store/records';
import { bundled } from './services';

export const stored = (id: string, more: Partial<ModelManifest> = {}): ModelManifest => ({
  ...bundled, bundled: false, id, name: id, kind: 'sd1', bytes: 100, prediction: 'epsilon',
  files: [{ path: 'unet/x', bytes: 60, shards: 1 }, { path: 'vae/x', bytes: 40, shards: 1 }], ...more,
});
export const vae = (id: string) => stored(id, { kind: 'vae', prediction: undefined, files: [{ path: 'vae/x', bytes: 40, shards: 1 }] });
