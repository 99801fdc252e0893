/** @file A tensor of f32 as torch pickles it, contiguous and on the CPU, and its storage's bytes. */
import * as p from './pickle-write';

/** All of storage `key`. `wantsGradient`: as A1111 leaves it after training. */
export function floatTensor(key: string, shape: readonly number[], wantsGradient: boolean): p.Pickled {
  const count = shape.reduce((product, size) => product * size, 1);
  const storage = p.persistentId(p.tuple(
    p.text('storage'), p.global('torch', 'FloatStorage'), p.text(key), p.text('cpu'), p.integer(count),
  ));
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((product, size) => product * size, 1));
  const hooks = p.call(p.global('collections', 'OrderedDict'), p.emptyTuple);
  const rebuild = p.global('torch._utils', '_rebuild_tensor_v2');
  return p.call(rebuild, p.tuple(storage, p.integer(0), integers(shape), integers(strides), p.bool(wantsGradient), hooks));
}

function integers(values: readonly number[]): p.Pickled {
  const items = values.map((value) => p.integer(value));
  return items.length === 2 ? p.pair(items[0], items[1]) : p.tuple(...items);
}

/** Little-endian whatever the machine. */
export function floatBytes(values: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => view.setFloat32(i * 4, value, true));
  return new Uint8Array(view.buffer);
}
