/**
 * @file Hashes that go along with a stream and can be put aside: SHA-256 of a file, by which people know checkpoints,
 * and BLAKE3, twice as fast, for what only this app compares.
 */
import { createBLAKE3, createSHA256, type IHasher } from 'hash-wasm';

/** `save` and `load` carry a hash over the end of a page. */
export type Hasher = IHasher;

export const newSha256 = async (): Promise<Hasher> => (await createSHA256()).init();
export const newBlake3 = async (): Promise<Hasher> => (await createBLAKE3()).init();
