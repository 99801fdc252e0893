import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPickle } from '../../src/formats/pickle-read';
import { isKind, type PickleValue } from '../../src/formats/pickle-value';
import { torchRules } from '../../src/formats/torch-globals';
import { join, latin1, randomBytes } from './made/bytes';
import { choices, op, pickled, type Made } from './made/pickle';
import { dict, global, tuple } from './made/torch';

/** As plain JavaScript: dictionaries as lists of pairs under `dict`, and so on, as in `Made`. */
type Plain = null | boolean | number | bigint | string | Uint8Array | { list: Plain[] } | { tuple: Plain[] } | { dict: [Plain, Plain][] } | { object: string; state?: Plain };

function plain(value: PickleValue): Plain {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (isKind(value, 'list')) return { list: value.items.map(plain) };
  if (isKind(value, 'tuple')) return { tuple: value.items.map(plain) };
  if (isKind(value, 'dict')) return { dict: [...value.items].map(([key, item]) => [plain(key), plain(item)]) };
  if (isKind(value, 'object')) return { object: value.type.name, ...(value.state === undefined ? {} : { state: plain(value.state) }) };
  throw new Error(`not plain: ${value.kind}`);
}

const read = (bytes: Uint8Array): Plain => plain(readPickle(bytes, torchRules).value);
const readMade = (value: Made): Plain => read(pickled(value));

const text = fc.string({ maxLength: 12, unit: 'grapheme' }).filter((value) => value.isWellFormed());
const leaf: fc.Arbitrary<Made> = fc.oneof(
  fc.constantFrom(null, true, false), fc.maxSafeInteger(), fc.double(), text,
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 200n }), fc.bigInt({ min: -(2n ** 200n), max: -(2n ** 53n) }),
  fc.nat(300).map((length) => randomBytes(length, length)),
);
const { value: anything } = fc.letrec<{ value: Made }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 5 }).map((list) => ({ list })),
    fc.array(tie('value'), { maxLength: 5 }).map((items) => ({ tuple: items })),
    fc.uniqueArray(fc.tuple(text, tie('value')), { maxLength: 5, selector: ([key]) => key }).map((items) => ({ dict: items })),
  ),
}));

describe('reading', () => {
  it('gives the same value however it is spelled, in every protocol', () => {
    fc.assert(fc.property(anything, fc.array(fc.nat(200), { minLength: 1, maxLength: 60 }), fc.nat(5), (value, numbers, protocol) => {
      expect(read(pickled(value, choices(numbers), protocol))).toEqual(value);
    }), { seed: 1, numRuns: 3000 });
  });

  it.each<[string, string, Plain]>([
    ['protocol 0 of Python 3', "(lp0\nI1\naL2L\naF0.5\naI01\naNaVh\\u00e9\np1\nag1\na.", { list: [1, 2, 0.5, true, null, 'hé', 'hé'] }],
    ['protocol 2 of Python 2', "\x80\x02}q\x00U\x01aq\x01U\x03x\xffyq\x02s.", { dict: [['a', latin1('x\xffy')]] }],
    ['protocol 5', '\x80\x05\x95\x0b\0\0\0\0\0\0\0}\x94\x8c\x01a\x94K\x01s\x8c\x01b\x94', { dict: [['a', 1]] }],
    ['a str of protocol 0', "S'a\\n\\\\\\x41\\''\n.", "a\n\\A'"],
    ['backslashes of protocol 0', 'V\\\\u15ef\\\\\\u15ef\\x\n.', '\\\\u15ef\\\\\u15ef\\x'],
    ['a byte order mark', 'X\x05\0\0\0\xef\xbb\xbfab.', '\ufeffab'],
    ['a text with U+FFFD itself', 'X\x04\0\0\0a\xef\xbf\xbd.', 'a\ufffd'],
    ['a str with U+FFFD and a byte that is no UTF-8', 'U\x04\xef\xbf\xbd\xff.', latin1('\xef\xbf\xbd\xff')],
    ['a str with the beginning of U+FFFD', 'U\x02\xef\xbf.', latin1('\xef\xbf')],
    ['longs below zero', '](\x8a\x01\x80\x8a\x02\x00\xff\x8a\x08\0\0\0\0\0\0\0\x80\x8a\x09\0\0\0\0\0\0\0\0\xffe.', { list: [-128, -256, -(2n ** 63n), -(2n ** 64n)] }],
    ['longs above zero', '](\x8a\x02\x80\0\x8a\x07\xff\xff\xff\xff\xff\xff\x1f\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f\x8a\x09\0\0\0\0\0\0\0\x80\0e.', { list: [128, 2 ** 53 - 1, 2n ** 63n - 1n, 2n ** 63n] }],
    ['an empty long', '\x8a\0.', 0],
    ['no more than what comes first', 'K\x01.K\x02.', 1],
    ['a set', '\x8f(K\x01K\x02\x90.', { object: 'builtins.set' }],
  ])('%s', (name, bytes, expected) => {
    const whole = name === 'protocol 5' ? join([latin1(bytes), latin1('0.')]) : latin1(bytes);
    expect(read(whole)).toEqual(expected);
  });

  it('keeps references as references', () => {
    const value = readPickle(latin1(']q\x00h\x00a.'), torchRules).value;
    expect(isKind(value, 'list') && value.items[0] === value).toBe(true);
  });

  it('takes what checkpoints carry beside weights', () => {
    const f8: Made = { build: { call: global('numpy', 'dtype'), args: ['f8', 0, 1] }, state: tuple(3, '<', null, null, null, -1, -1, 0) };
    const score: Made = { call: global('numpy.core.multiarray', 'scalar'), args: [f8, latin1('\0\0\0\0\0\0\xf8\x3f')] };
    const callback = global('pytorch_lightning.callbacks.model_checkpoint', 'ModelCheckpoint');
    const old: Made = { call: global('collections', 'OrderedDict'), args: [{ list: [{ list: ['a', 1] }, tuple('b', 2)] }] };
    const state: Made = { build: { fill: { call: global('collections', 'OrderedDict'), args: [] }, items: [['w', 1]] }, state: dict({ _metadata: 1 }) };
    expect(readMade({ dict: [['score', score], ['old', old], ['state', state]] })).toEqual({
      dict: [['score', 1.5], ['old', { dict: [['a', 1], ['b', 2]] }], ['state', { dict: [['w', 1]] }]],
    });
    expect(readMade({ build: { call: callback, args: [] }, state: dict({ best: 'x' }) }))
      .toEqual({ object: 'pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint', state: { dict: [['best', 'x']] } });
    expect(isKind(readPickle(pickled({ dict: [[callback, 1]] }), torchRules).value, 'dict')).toBe(true);
  });
});

describe('damaged pickles', () => {
  const failureOf = (bytes: Uint8Array): unknown => {
    try {
      return readPickle(bytes, torchRules).value;
    } catch (failure) {
      return (failure as { code: string }).code;
    }
  };
  it.each<[string, string, string]>([
    ['nothing', '', 'pickle.truncated'],
    ['no end', 'N', 'pickle.truncated'],
    ['an end without a value', '.', 'pickle.damaged'],
    ['an operation that is none', '\xff.', 'pickle.damaged'],
    ['protocol 6', '\x80\x06N.', 'pickle.damaged'],
    ['a frame beyond the end', '\x95\x05\0\0\0\0\0\0\0N.', 'pickle.truncated'],
    ['a line without an end', 'I12', 'pickle.truncated'],
    ['a number that is none', 'I1x\n.', 'pickle.damaged'],
    ['text that is no UTF-8', 'X\x01\0\0\0\xff.', 'pickle.damaged'],
    ['a str without quotes', 'Sabc\n.', 'pickle.damaged'],
    ['an escape beyond Unicode', 'V\\U00110000\n.', 'pickle.damaged'],
    ['POP of nothing', '0N.', 'pickle.damaged'],
    ['a mark that is missing', 'Nt.', 'pickle.damaged'],
    ['below the mark', 'N(\x85.', 'pickle.damaged'],
    ['a memo that is empty', 'h\x05.', 'pickle.damaged'],
    ['a value without its key', '}(Nu.', 'pickle.damaged'],
    ['a list as a key', '}]Ns.', 'pickle.damaged'],
    ['APPEND to a number', 'K\x01Na.', 'pickle.damaged'],
    ['SETITEM of a list', ']NNs.', 'pickle.damaged'],
    ['BUILD of a number', 'K\x01Nb.', 'pickle.damaged'],
    ['a call of a number', 'K\x01)R.', 'pickle.damaged'],
    ['a call without arguments', 'ccollections\nOrderedDict\nNR.', 'pickle.damaged'],
    ['a tensor of nothing', 'ctorch._utils\n_rebuild_tensor_v2\n)R.', 'pickle.damaged'],
    ['an id that is none', 'K\x01Q.', 'pickle.damaged'],
    ['an extension code', '\x82\x01.', 'pickle.damaged'],
    ['a buffer from elsewhere', '\x97.', 'pickle.damaged'],
    ['a global that is no text', 'NN\x93.', 'pickle.damaged'],
    ['an unknown global', 'cos\nsystem\n.', 'pickle.global'],
  ])('%s', (_, bytes, code) => {
    expect(failureOf(latin1(bytes))).toBe(code);
  });

  it('say where', () => {
    expect(() => readPickle(join([op('\x80\x02'), op('K\x01'), op('\xff')]), torchRules)).toThrow('pickle.damaged {"at":5}');
  });
});
