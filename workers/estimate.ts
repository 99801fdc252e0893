/** What a run will take, before it begins: asked for at each change of a field. */
import type { Device } from '../src/engine/device';
import { fileWords } from '../src/images/file-words';
import type { Model } from '../src/nets/model';
import { loadPictureFacts } from '../src/store/datasets';
import { runMemory, type RunMemory } from '../src/train/step/memory';
import type { RunShapes } from '../src/train/step/run-steps';
import { promptShapes, type KnownLines, type PromptShapes } from '../src/train/prompts/prompt-shapes';
import { PromptBook, type Caption } from '../src/train/prompts/prompts';
import type { Groups } from '../src/train/prompts/text-counts';
import type { RunSettings } from '../src/train/settings';
import { distinctSizes, inLatents, numbersBySize, ownSize, pixelSize, sizeStep } from '../src/train/size';
import { trainedWords, vectorCount } from '../src/train/prompts/words';
import { keptIn, type KeptTuning } from '../src/train/tuning/kept';
import { asKept } from '../src/train/tuning/tune';
import type { MemoryEstimate, PictureFacts } from './api';
import { sharedTokenizer } from './assets';
import { pictureSizes } from './picture-sizes';
import { tuningStore } from './tunings';

/** Throws `settings.size`, `settings.clip-skip`, `gpu.limit`. */
export async function estimateRun(model: Model, settings: RunSettings, adapter: Device, pictures: readonly PictureFacts[]): Promise<MemoryEstimate> {
  const shapes = await runShapes(model, settings, pictures);
  const memory = knownMemory(model, settings, adapter, shapes, await keptIn(tuningStore(adapter, model)));
  const facts = { ownSize: ownSize(model), sizeStep: sizeStep(model), vectorWidth: model.text.width };
  return { ...memory, ...pixelSize(model, settings), ...facts, storage: adapter.storage, buckets: shapes.sizes.length };
}

/** What such a run's programs would be of. Throws `settings.size`. */
export async function runShapes(model: Model, settings: RunSettings, pictures: readonly PictureFacts[]): Promise<RunShapes & Required<Pick<RunShapes, 'sizes'>>> {
  const all = await withFurther(settings, pictures.length > 0 ? pictures : [{ name: '', caption: '', ...pixelSize(model, settings) }]);
  const each = pictureSizes(model, settings, all);
  const sizes = distinctSizes(each).map((size) => inLatents(model, size));
  return { ...(await promptShapesOf(model, settings, all, numbersBySize(each))), sizes };
}

let planned: { model: Model; adapter: Device; of: string; memory: RunMemory } | undefined;

/** Planning SD 1.5 takes half a second for each size of pictures, and a tenth or two for each number of texts: most fields change nothing of it. */
function knownMemory(model: Model, settings: RunSettings, adapter: Device, shapes: RunShapes, kept: KeptTuning | undefined): RunMemory {
  const { preview: { width, height }, ...rest } = settings;
  const said = { name: '', startText: '', templates: [], steps: 0, rate: '', seed: 0, saveEvery: 0, evalEvery: 0 };
  const of = JSON.stringify([{ ...rest, ...said, further: vectorCount(settings) }, width, height, shapes, kept?.at]);
  if (planned?.model !== model || planned.adapter !== adapter || planned.of !== of) {
    planned = { model, adapter, of, memory: runMemory(model, settings, asKept(adapter, model, settings, shapes, kept), shapes) };
  }
  return planned.memory;
}

type WordFacts = PictureFacts & { word: number };

/** A further word's pictures are as they were stored. */
async function withFurther({ further = [], nameWords }: RunSettings, first: readonly PictureFacts[]): Promise<WordFacts[]> {
  const sets = await Promise.all(further.map(({ datasetId }) => loadPictureFacts(datasetId)));
  const words = fileWords(nameWords);
  return [first, ...sets].flatMap((set, word) => set.map((picture) => ({ ...picture, caption: words(picture), word })));
}

/** What was laid out with the same words and captions is not laid out again. */
let lines: { of: string; known: KnownLines } | undefined;

async function promptShapesOf({ pad }: Model, settings: RunSettings, pictures: readonly WordFacts[], groups: Groups): Promise<PromptShapes> {
  const book = new PromptBook({ ...settings, pad }, await sharedTokenizer(), async () => new Float32Array());
  const captions: Caption[] = pictures.map(({ caption, word }) => ({ text: caption, word }));
  const of = JSON.stringify([trainedWords(settings).map(({ name, vectors }) => [name, vectors]), captions]);
  if (lines?.of !== of) lines = { of, known: new Map() };
  return promptShapes(settings, captions, book, groups, lines.known);
}
