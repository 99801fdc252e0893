/**
 * @file Pickles, protocols 0 to 5, read as data: no global is looked up outside the rules' list, nothing is executed.
 * Throws `pickle.global` {name}, `pickle.truncated` {at}, `pickle.bounds` {at}, `pickle.damaged` {at}.
 */
import { PickleCursor } from './pickle-cursor';
import { literals, type Operation } from './pickle-literals';
import { PickleMachine } from './pickle-machine';
import { structure } from './pickle-structure';
import { type PickleRules, type PickleValue } from './pickle-value';

/** Ten times a large checkpoint's. What may be made of it is bounded too (see pickle-machine.ts). */
export const MAX_PICKLE_BYTES = 4 * 1024 * 1024;
/** Bounds time: some operations of two bytes take a microsecond. A training checkpoint of 3,200 tensors has 100,000. */
const MAX_OPERATIONS = 1_000_000;

/** Extension codes (EXT1 …) and out-of-band buffers need a registry that files do not have: they are refused. */
const operations: readonly (Operation | undefined)[] = Array.from({ length: 256 }, (_, code) => literals[code] ?? structure[code]);

export interface Unpickled {
  value: PickleValue;
  /** where the next pickle of the same bytes would begin */
  end: number;
}

/** The pickle that begins at byte `at`. Values keep no part of `bytes` alive. */
export function readPickle(bytes: Uint8Array, rules: PickleRules, at = 0): Unpickled {
  const cursor = new PickleCursor(bytes, at);
  if (bytes.length > MAX_PICKLE_BYTES) throw cursor.beyondBounds();
  const machine = new PickleMachine(cursor, rules);
  for (let count = 0; !machine.done; count++) {
    if (count === MAX_OPERATIONS) throw cursor.beyondBounds();
    const operation = operations[cursor.u8()];
    if (!operation) throw cursor.damaged();
    operation(machine);
  }
  return { value: machine.pop(), end: cursor.at };
}
