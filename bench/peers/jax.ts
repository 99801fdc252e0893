/** @file jax-js: jitted functions, gradients by its own reverse mode. Convolutions are channels first there. */
import { blockUntilReady, defaultDevice, getWebGPUDevice, grad, init, jit, lax, nn, numpy as np, type Array as JaxArray } from '@jax-js/jax';
import { inputShape, outputShape, type Attention, type Conv, type PeerCase, type Product } from './cases';
import type { Engine, Prepared, Values } from './engine';
import { channelsFirst, channelsLast, swapped, toFirst } from './onnx/layout';

/** What a case is here: a function of arrays, and the arrays. */
interface Task {
  run: (...arrays: JaxArray[]) => JaxArray | JaxArray[];
  arrays: JaxArray[];
  /** channels-last shapes of the results, where they are pictures */
  shapes?: number[][];
}

export async function openJax(): Promise<Engine> {
  await init('webgpu');
  defaultDevice('webgpu');
  return { name: 'jax-js', prepare };
}

async function prepare({ work }: PeerCase, values: Values): Promise<Prepared | undefined> {
  if (work.kind === 'unet') return undefined;
  const { run, arrays, shapes = [] } = tasks[work.kind](work as never, values);
  const jitted = jit(run as never) as unknown as Task['run'];
  let results: JaxArray[] = [];
  /** of runs since the last wait: jax-js begins late, and drops the work for what is disposed of before it has begun */
  let made: JaxArray[][] = [];
  const queue = getWebGPUDevice().queue;
  return {
    run: async () => void made.push([jitted(...arrays.map((array) => array.ref))].flat()),
    idle: async () => {
      await blockUntilReady(made);
      await queue.onSubmittedWorkDone();
      for (const older of [results, ...made.slice(0, -1)]) for (const result of older) result.dispose();
      [results, made] = [made.at(-1) ?? [], []];
    },
    read: () => Promise.all(results.map(async (result, i) => lastOf((await result.ref.data()) as Float32Array, shapes[i]))),
    free: () => [...results, ...arrays].forEach((array) => array.dispose()),
  };
}

const lastOf = (values: Float32Array, shape?: number[]): Float32Array => (shape ? channelsLast(values, shape) : values);
const array = (values: Float32Array, shape: number[]): JaxArray => np.array(values as Float32Array<ArrayBuffer>).reshape(shape);

const tasks: Record<Exclude<PeerCase['work']['kind'], 'unet'>, (work: never, values: Values) => Task> = {
  product: ({ rows, inner, columns }: Product, { x, w }) => ({
    run: (a, b) => np.matmul(a, b), arrays: [array(x, [rows, inner]), array(swapped(w, 1, columns, inner), [inner, columns])],
  }),
  conv: (work: Conv, { x, w }) => ({
    run: (a, b) => convolved(a, b, work), arrays: [picture(x, inputShape(work)), kernel(w, work)], shapes: [outputShape(work)],
  }),
  'conv-dx': (work: Conv, { dy, w }) => ({
    run: (a, b, c) => (grad((x: JaxArray) => convolved(x, b, work).mul(c).sum()) as (x: JaxArray) => JaxArray)(a),
    arrays: [picture(new Float32Array(work.side ** 2 * work.from), inputShape(work)), kernel(w, work), picture(dy, outputShape(work))],
    shapes: [inputShape(work)],
  }),
  attention: (work: Attention, values) => ({ run: attend, arrays: heads(values, work) }),
  'attention-backward': (work: Attention, values) => ({
    run: (q, k, v, dout) => {
      const loss = (a: JaxArray, b: JaxArray, c: JaxArray): JaxArray => attend(a, b, c).mul(dout).sum();
      return (grad as unknown as (f: typeof loss, o: { argnums: number[] }) => (...a: JaxArray[]) => JaxArray[])(loss, { argnums: [0, 1, 2] })(q, k, v);
    },
    arrays: [...heads(values, work), array(values.dout, [1, work.queries, work.heads, work.size])],
  }),
};

const attend = (q: JaxArray, k: JaxArray, v: JaxArray): JaxArray => nn.dotProductAttention(q, k, v);
const convolved = (x: JaxArray, w: JaxArray, { stride }: Conv): JaxArray => lax.convGeneralDilated(x, w, [stride, stride], [[1, 1], [1, 1]]);
const picture = (values: Float32Array, shape: number[]): JaxArray => array(channelsFirst(values, shape), toFirst(shape));
const kernel = (w: Float32Array, { from, to }: Conv): JaxArray => array(swapped(w, to, 9, from), [to, from, 3, 3]);

function heads({ q, k, v }: Values, { queries, keys, heads: count, size }: Attention): JaxArray[] {
  return [array(q, [1, queries, count, size]), array(k, [1, keys, count, size]), array(v, [1, keys, count, size])];
}
