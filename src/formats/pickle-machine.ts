/**
 * @file The stack, marks and memo of the pickle machine. Its values are references, never copies. Whatever takes memory
 * of its own is paid for from a budget: a byte can ask for a dictionary, and a packed pickle can have millions of bytes.
 */
import { Failure } from '../failure';
import { type PickleCursor } from './pickle-cursor';
import { isKind, type PickleDict, type PickleGlobal, type PickleRules, type PickleTuple, type PickleValue } from './pickle-value';

/** Real checkpoints stay below 3,000 (dictionaries are written in batches of 1,000 entries) and below 20. */
const MAX_STACK = 100_000;
const MAX_MARKS = 1000;
const MAX_NAME = 200;
/** Containers, objects, texts, entries of dictionaries and of the memo: 18 a tensor, so 58,000 where Adam's are there too. */
const MAX_MADE = 300_000;

export const tupleOf = (items: readonly PickleValue[]): PickleTuple => ({ kind: 'tuple', items });

export class PickleMachine {
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #budget = MAX_MADE;
  /** STOP was met */
  done = false;

  constructor(
    readonly cursor: PickleCursor,
    readonly rules: PickleRules,
  ) {}

  /** A new value; small ones that need no memory of their own are free. `undefined` as for `push`. */
  make(value: PickleValue | undefined): void {
    if (typeof value !== 'number' && typeof value !== 'boolean' && value !== null) this.spend(1);
    this.push(value);
  }

  /** A value that is there already. `undefined` stands for operands that do not fit. */
  push(value: PickleValue | undefined): void {
    if (value === undefined) throw this.cursor.damaged();
    if (this.#stack.length >= MAX_STACK) throw this.cursor.beyondBounds();
    this.#stack.push(value);
  }

  /** What lies below the last mark is out of reach, as in Python. */
  pop(): PickleValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw this.cursor.damaged();
    return this.#stack.pop()!;
  }

  /** The last `count` values in their order. */
  popItems(count: number): PickleValue[] {
    const from = this.#stack.length - count;
    if (from < (this.#marks.at(-1) ?? 0)) throw this.cursor.damaged();
    return this.#stack.splice(from);
  }

  /** The value on top stays there. */
  top(): PickleValue {
    const value = this.pop();
    this.#stack.push(value);
    return value;
  }

  mark(): void {
    if (this.#marks.length >= MAX_MARKS) throw this.cursor.beyondBounds();
    this.#marks.push(this.#stack.length);
  }

  /** Everything above the last mark, which goes too. */
  popMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.cursor.damaged();
    return this.#stack.splice(mark);
  }

  /** POP takes a mark where nothing lies above it. */
  drop(): void {
    if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
    else this.pop();
  }

  /** An index beyond the bytes cannot have been counted up to. */
  remember(index: number): void {
    if (!(index >= 0 && index < this.cursor.bytes.length)) throw this.cursor.beyondBounds();
    if (!this.#memo.has(index)) this.spend(1);
    this.#memo.set(index, this.top());
  }

  memoSize(): number {
    return this.#memo.size;
  }

  recall(index: number): void {
    this.push(this.#memo.get(index));
  }

  readonly spend = (items: number): void => {
    this.#budget -= items;
    if (this.#budget < 0) throw this.cursor.beyondBounds();
  };

  findGlobal(module: string, name: string): PickleGlobal {
    this.spend(1);
    const found = this.rules.global(module, name);
    if (!found) throw new Failure('pickle.global', { name: `${module}.${name}`.slice(0, MAX_NAME) });
    return found;
  }

  call(callable: PickleValue, args: PickleValue): void {
    if (!isKind(callable, 'global') || !isKind(args, 'tuple')) throw this.cursor.damaged();
    this.make(callable.call(args.items, this.spend));
  }

  /** key, value, key, value … Lists and dictionaries are no keys. */
  setItems(dict: PickleDict, items: readonly PickleValue[]): void {
    if (items.length % 2) throw this.cursor.damaged();
    this.spend(items.length / 2);
    for (let i = 0; i < items.length; i += 2) {
      if (isKind(items[i], 'list') || isKind(items[i], 'dict')) throw this.cursor.damaged();
      dict.items.set(items[i], items[i + 1]);
    }
  }
}
