/** @file The kernels of a contest compiled before it, those of a product side by side, so that its time goes into timing. */
import type { Device } from '../device';
import { schedule } from '../schedule';
import type { Choice } from './choose';
import { programOf, type DominantProduct } from './dominant';
import { shortList } from './short-list';
import { withChoices } from './tuning';

/** Milliseconds after which no further product is begun: what was handed to a driver goes on, and a run would wait behind it. */
const COMPILING = 5000;

/** → products whose kernels are there, or failed: the first ones. Many share theirs. */
export async function compileAhead(own: Device, products: readonly DominantProduct[], isOver: () => boolean): Promise<DominantProduct[]> {
  const until = performance.now() + COMPILING;
  const ready: DominantProduct[] = [];
  for (const product of products) {
    if (isOver() || performance.now() >= until) break;
    await Promise.race([Promise.allSettled(pipelinesOf(own, product)), own.lost.catch(() => {})]);
    ready.push(product);
  }
  return ready;
}

function pipelinesOf(own: Device, product: DominantProduct): Promise<GPUComputePipeline>[] {
  const tunings = shortList(product.size, own.tuning).map((choice) => choosing(own, product, choice).tuning);
  const dispatches = tunings.flatMap((tuning) => schedule(programOf(product), own.storage, tuning).dispatches);
  return dispatches.map(({ shader, storages, bindings }) => own.pipelines.pipeline(shader, storages, bindings.length));
}

/** The device with that choice for the product. */
export const choosing = (own: Device, { key }: DominantProduct, choice: Choice): Device => withChoices(own, { [key]: choice });
