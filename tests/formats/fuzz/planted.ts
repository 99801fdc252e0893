/** @file Parsers with a fault each, which the campaign has to find; and a hungry file, which must not take all memory. */
import fc from 'fast-check';
import { bytesSource } from '../../../src/formats/byte-source';
import { openTensorFile } from '../../../src/formats/tensor-file';
import { join, latin1, utf8 } from '../made/bytes';
import { op } from '../made/pickle';
import { torchZip } from '../made/torch';
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

/** Pickles of 4 MB that ask for as many values as they can. */
export function hungry(): Target {
  const stream = (unit: string, count: number, close = ''): Uint8Array => join([op('\x80\x02]('), latin1(unit.repeat(count)), op(`e${close}.`)]);
  let next = 0;
  const pickles = [stream('}', 990_000), stream(']', 990_000), stream('}e(', 1_390_000), stream('G12345678', 460_000), join([op('\x80\x02]'), latin1('}a'.repeat(2_090_000)), op('.')])];
  return {
    // each in its turn
    mutants: fc.nat().map(() => torchZip(pickles[next++ % pickles.length], [])),
    async check(file) {
      const read = await outcomeOf(() => openTensorFile(bytesSource(file)));
      return 'value' in read ? 'read' : read.code;
    },
  };
}
