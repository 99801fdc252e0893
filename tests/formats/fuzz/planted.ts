/** @file Parsers with a fault each, which the campaign has to find; and a hungry file, which must not take all memory. */
import fc from 'fast-check';
import { bytesSource } from '../../../src/formats/byte-source';
import { openTensorFile } from '../../../src/formats/tensor-file';
import { utf8 } from '../made/bytes';
import { torchZip } from '../made/torch';
import { hungriest } from './hungry';
import { hold, mutantsOf, outcomeOf, wholeFile, type Target } from './target';

const mutants = mutantsOf([wholeFile(utf8('a short text without an exclamation mark'))], ['?']);
const isBad = (bytes: Uint8Array): boolean => bytes.includes(0x21);

const planted = (fault: () => Promise<void> | void): Target => ({
  mutants,
  async check(mutant) {
    if (isBad(mutant)) await fault();
    return 'read';
  },
});

const hoard: unknown[] = [];

export const throwing = (): Target => planted(() => void (undefined as unknown as string).length);
export const wrong = (): Target => planted(() => hold(false, () => 'a wrong value'));
export const waiting = (): Target => planted(() => new Promise(() => {}));
export const hanging = (): Target => planted(() => {
  for (;;);
});
export const slow = (): Target => planted(() => {
  for (const begun = performance.now(); performance.now() - begun < 1200; );
});
export const hoarding = (): Target => planted(() => {
  for (;;) hoard.push(Array.from({ length: 1000 }, () => ({})));
});
export const buffering = (): Target => planted(async () => {
  for (let i = 0; i < 100; i++) {
    hoard.push(new Uint8Array(2 ** 24).fill(1));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});

/** Files of a few kB with pickles that ask for as much as they can: `within` what is allowed, or as long as a pickle may be. */
/** Made when asked for: to write them takes seconds. */
const packed = (pickles: () => readonly Uint8Array[]) => (): Target => {
  const files = pickles().map((pickle) => torchZip(pickle, [], { deflate: true }));
  let next = 0;
  return {
    // each in its turn
    mutants: fc.nat().map(() => files[next++ % files.length]),
    async check(file) {
      const read = await outcomeOf(() => openTensorFile(bytesSource(file)));
      return 'value' in read ? 'read' : read.code;
    },
  };
};

export const hungry = packed(() => hungriest('within'));
export const bombs = packed(() => hungriest('beyond'));
