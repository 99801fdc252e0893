/**
 * @file A pickler for tests. Most values can be written in several ways; `choose` picks one, and strews in operations
 * that change nothing, so that every spelling of a value must be read as the same value.
 */
import { join, latin1, uint, utf8 } from './bytes';

export type Made =
  | null | boolean | number | bigint | string | Uint8Array
  | { list: Made[] }
  | { tuple: Made[] }
  | { dict: [Made, Made][] }
  | { global: [module: string, name: string] }
  | { call: Made; args: Made[] }
  | { build: Made; state: Made }
  | { fill: Made; items: [Made, Made][] }
  | { persistent: Made }
  | { raw: Uint8Array };

/** Gives 0 … options - 1. */
export type Choose = (options: number) => number;

export const plainest: Choose = () => 0;
/** Choices in turn from a list of numbers. */
export function choices(numbers: readonly number[]): Choose {
  let at = 0;
  return (options) => (numbers.length ? numbers[at++ % numbers.length] % options : 0);
}

export const op = (code: string, ...rest: Uint8Array[]): Uint8Array => join([latin1(code), ...rest]);
const text = (value: string): Uint8Array => join([uint(utf8(value).length, 4), utf8(value)]);
export const unicode = (value: string): Uint8Array => op('X', text(value));
const lines = (...values: string[]): Uint8Array => utf8(values.map((value) => `${value}\n`).join(''));
const isAscii = (value: string): boolean => /^[\x20-\x7e]*$/.test(value);

/** PROTO, the value, STOP. */
export function pickled(value: Made, choose: Choose = plainest, protocol = 2): Uint8Array<ArrayBuffer> {
  const body = new PickleMaker(choose).write(value);
  const head = protocol < 2 ? [] : [op('\x80', uint(protocol, 1))];
  const frame = protocol < 4 ? [] : [op('\x95', uint(body.length + 1, 8))];
  return join([...head, ...frame, body, op('.')]);
}

function identityOf(value: Made): string | undefined {
  if (typeof value === 'string') return `text ${value}`;
  return typeof value === 'object' && value && 'global' in value ? `global ${value.global.join(' ')}` : undefined;
}

class PickleMaker {
  #memo = 0;
  /** text and globals that the memo holds, by what they are */
  readonly #known = new Map<string, number>();

  constructor(readonly choose: Choose) {}

  write(value: Made): Uint8Array {
    const identity = identityOf(value);
    const known = identity === undefined ? undefined : this.#known.get(identity);
    if (known !== undefined && this.choose(2)) return this.#get(known);
    return join([this.#noise(), this.#plain(value), this.#noise(), this.#put(identity)]);
  }

  #get(index: number): Uint8Array {
    const ways = [() => op('j', uint(index, 4)), () => op('g', lines(String(index)))];
    if (index < 256) ways.push(() => op('h', uint(index, 1)));
    return this.#any(...ways);
  }

  /** Nothing, mostly; else something that comes and goes. */
  #noise(): Uint8Array {
    const noise = ['', '', '', '', '', '', 'N0', '(0', '(N1', '(K\x070N1', '\x80\x02', '\x95\0\0\0\0\0\0\0\0'];
    return latin1(noise[this.choose(noise.length)]);
  }

  /** The memo takes the value on top and leaves it. Indices go on counting, so MEMOIZE agrees with them. */
  #put(identity: string | undefined): Uint8Array {
    const way = this.choose(8);
    if (way < 4) return new Uint8Array(0);
    const index = this.#memo++;
    if (identity !== undefined) this.#known.set(identity, index);
    if (way === 4 && index < 256) return op('q', uint(index, 1));
    if (way === 5) return op('r', uint(index, 4));
    return way === 6 ? op('p', lines(String(index))) : op('\x94');
  }

  #any(...ways: (() => Uint8Array)[]): Uint8Array {
    return ways[this.choose(ways.length)]();
  }

  #all(values: readonly Made[]): Uint8Array {
    return join(values.map((value) => this.write(value)));
  }

  #plain(value: Made): Uint8Array {
    if (value === null) return op('N');
    if (typeof value === 'boolean') return this.#any(() => op(value ? '\x88' : '\x89'), () => op('I', lines(value ? '01' : '00')));
    if (typeof value === 'number' || typeof value === 'bigint') return this.#number(value);
    if (typeof value === 'string') return this.#text(value);
    if (value instanceof Uint8Array) return this.#bytes(value);
    if ('list' in value) return this.#list(value.list);
    if ('tuple' in value) return this.#tuple(value.tuple);
    if ('dict' in value) return this.#dict(value.dict);
    if ('global' in value) return this.#global(...value.global);
    if ('call' in value) return this.#call(value.call, value.args);
    if ('build' in value) return join([this.write(value.build), this.write(value.state), op('b')]);
    if ('fill' in value) return join([this.write(value.fill), this.#items(value.items)]);
    if ('persistent' in value) return join([this.write(value.persistent), op('Q')]);
    return value.raw;
  }

  #number(value: number | bigint): Uint8Array {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) return this.#float(value);
    if (Object.is(value, -0)) return this.#float(-0);
    const whole = BigInt(value);
    const bytes = signedBytes(whole);
    const ways = [
      () => op('\x8a', uint(bytes.length, 1), bytes),
      () => op('L', lines(`${whole}${this.choose(2) ? '' : 'L'}`)),
      () => op('\x8b', uint(bytes.length, 4), bytes),
      () => op('I', lines(`${whole}`)),
    ];
    if (whole >= -(2n ** 31n) && whole < 2n ** 31n) ways.unshift(() => op('J', uint(BigInt.asUintN(32, whole), 4)));
    if (whole >= 0n && whole < 65536n) ways.unshift(() => op('M', uint(whole, 2)));
    if (whole >= 0n && whole < 256n) ways.unshift(() => op('K', uint(whole, 1)));
    return this.#any(...ways);
  }

  #float(value: number): Uint8Array {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    const named = Number.isNaN(value) ? 'nan' : value === Infinity ? 'inf' : value === -Infinity ? '-inf' : `${value}`;
    const spelled = Object.is(value, -0) ? '-0.0' : named;
    return this.#any(() => op('G', new Uint8Array(view.buffer)), () => op('F', lines(spelled)));
  }

  #text(value: string): Uint8Array {
    const bytes = utf8(value);
    const ways = [
      () => unicode(value),
      () => op('\x8d', uint(bytes.length, 8), bytes),
      () => op('V', latin1(rawUnicode(value)), latin1('\n')),
    ];
    if (bytes.length < 256) ways.push(() => op('\x8c', uint(bytes.length, 1), bytes));
    if (isAscii(value)) {
      ways.push(() => op('T', uint(bytes.length, 4), bytes), () => op('S', lines(`'${value.replace(/[\\']/g, '\\$&')}'`)));
      if (bytes.length < 256) ways.push(() => op('U', uint(bytes.length, 1), bytes));
    }
    return this.#any(...ways);
  }

  #bytes(value: Uint8Array): Uint8Array {
    const ways = [
      () => op('B', uint(value.length, 4), value),
      () => op('\x8e', uint(value.length, 8), value),
      () => this.#plain({ call: { global: ['_codecs', 'encode'] }, args: [String.fromCharCode(...value), 'latin1'] }),
    ];
    if (value.length < 256) ways.push(() => op('C', uint(value.length, 1), value));
    return this.#any(...ways);
  }

  #list(items: Made[]): Uint8Array {
    return this.#any(
      () => join([op(']('), this.#all(items), op('e')]),
      () => join([op(']'), ...items.map((item) => join([this.write(item), op('a')]))]),
      () => join([op('('), this.#all(items), op('l')]),
    );
  }

  #tuple(items: Made[]): Uint8Array {
    const ways = [() => join([op('('), this.#all(items), op('t')])];
    if (items.length < 4) ways.unshift(() => join([this.#all(items), op([')', '\x85', '\x86', '\x87'][items.length])]));
    return this.#any(...ways);
  }

  #dict(items: [Made, Made][]): Uint8Array {
    return this.#any(
      () => join([op('}'), this.#items(items)]),
      () => join([op('('), this.#all(items.flat()), op('d')]),
    );
  }

  #items(items: [Made, Made][]): Uint8Array {
    return this.#any(
      () => join([op('('), this.#all(items.flat()), op('u')]),
      () => join(items.map((item) => join([this.#all(item), op('s')]))),
    );
  }

  #global(module: string, name: string): Uint8Array {
    return this.#any(() => op('c', lines(module, name)), () => join([this.write(module), this.write(name), op('\x93')]));
  }

  #call(callable: Made, args: Made[]): Uint8Array {
    const ways = [
      () => join([this.write(callable), this.write({ tuple: args }), op('R')]),
      () => join([this.write(callable), this.write({ tuple: args }), op('\x81')]),
      () => join([this.write(callable), this.write({ tuple: args }), this.write({ dict: [] }), op('\x92')]),
      () => join([op('('), this.write(callable), this.#all(args), op('o')]),
    ];
    if (typeof callable === 'object' && callable && 'global' in callable) {
      ways.push(() => join([op('('), this.#all(args), op('i', lines(...callable.global))]));
    }
    return this.#any(...ways);
  }
}

/** Two's complement in as few bytes as hold the sign. */
function signedBytes(value: bigint): Uint8Array {
  let length = 0;
  while (value !== BigInt.asIntN(8 * length, value)) length++;
  return uint(BigInt.asUintN(8 * length, value), length);
}

function rawUnicode(value: string): string {
  return Array.from(value, (character) => {
    const code = character.codePointAt(0)!;
    if (code > 0xffff) return `\\U${code.toString(16).padStart(8, '0')}`;
    return code > 0xff || character === '\\' || character === '\n' ? `\\u${code.toString(16).padStart(4, '0')}` : character;
  }).join('');
}
