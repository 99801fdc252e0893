/** @file The kernels of a contest compiled before it: one after the other they would take the time for measuring. */
import type { Device } from '../device';
import { schedule } from '../schedule';
import type { Choice } from './choose';
import { programOf, type DominantProduct } from './dominant';
import { shortList } from './short-list';

/** Milliseconds: nobody waits longer. */
const COMPILING = 5000;

/** All kernels at once, on as many threads as the driver has. What takes longer, or fails, is met again when it is timed. */
export async function compileAhead(own: Device, products: readonly DominantProduct[], isOver: () => boolean): Promise<void> {
  const choices = products.flatMap((product) => shortList(product.size, own.tuning).map((choice) => ({ product, choice })));
  const dispatches = choices.flatMap(({ product, choice }) => schedule(programOf(product), own.storage, choosing(own, product, choice).tuning).dispatches);
  const compiled = Promise.allSettled(dispatches.map(({ shader, storages, bindings }) => own.pipelines.pipeline(shader, storages, bindings.length)));
  let done = false;
  void compiled.then(() => (done = true));
  for (const until = performance.now() + COMPILING; !done && !isOver() && performance.now() < until; ) await Promise.race([compiled, pause()]);
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

/** The device with that choice for the product. */
export const choosing = (own: Device, { key }: DominantProduct, choice: Choice): Device => ({ ...own, tuning: { ...own.tuning, choices: { [key]: choice } } });
