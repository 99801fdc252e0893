/** A device in Node through Dawn. A missing adapter fails the tests and says what to install. */
import { create, globals } from 'webgpu';
import { openDevice, type Device } from '../../../src/engine/device';
import type { Storage } from '../../../src/engine/storage';
import type { Tuning } from '../../../src/engine/tiles/tuning';

Object.assign(globalThis, globals);
/** kept for the whole process: Dawn frees devices with it */
export const gpu = create([]);
export const storage = (process.env.STORAGE ?? 'f32') as Storage;

/** `tuning`: other kernels than this adapter runs by itself. */
export async function openTestDevice(tuning?: Partial<Tuning>): Promise<Device> {
  try {
    return await openDevice({ gpu, storage, tuning });
  } catch (error) {
    const hint = 'npm test finds or installs one: SwiftShader comes with chromium (and needs libvulkan1), f16 needs Mesa 25 (lavapipe)';
    throw new Error(`no adapter for ${storage}; ${hint}`, { cause: error });
  }
}
