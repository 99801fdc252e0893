/** @file What lies in the store, looked at before it counts as a tagger: its models are opened, its list is read. */
import type { StoredTagger } from '../../src/store/taggers';
import { taggerFile } from '../../src/store/taggers';
import type { TaggerFiles } from '../../src/tagging/files';
import { recognise, recogniseSegmenter, type TaggerPlan } from '../../src/tagging/recognise';
import type { SegmentingPlan } from '../../src/tagging/segmenter';
import { readCaptionWords } from '../../src/tagging/caption-words';
import { checkCount } from '../../src/tagging/scores';
import { parseSelectedTags, parseTagLines, type Tag } from '../../src/tagging/tag-list';
import type { Runtime } from '../onnx/runtime';
import { openToLook, signatureOf } from '../onnx/sessions';

type Files = Pick<StoredTagger, 'id' | 'files'>;

/** Throws `tagger.*`, `onnx.*`. */
export async function examine(ort: Runtime, stored: Files, sorted: TaggerFiles): Promise<TaggerPlan | SegmentingPlan> {
  const signatures = [];
  for (const path of sorted.models) {
    const session = await openToLook(ort, path, await bytesOf(stored, path));
    signatures.push(signatureOf(path, session));
    await session.release();
  }
  if (!sorted.tags && !sorted.vocabulary) return recogniseSegmenter(signatures[0]);
  const plan = recognise(signatures, sorted);
  if (sorted.vocabulary) await wordsOf(stored, sorted.vocabulary);
  if (sorted.tags && plan.family !== 'blip') {
    const tags = await tagsOf(stored, sorted.tags);
    if (plan.scores !== undefined) checkCount(tags, plan.scores);
  }
  return plan;
}

export const bytesOf = async (stored: Files, path: string): Promise<Uint8Array> => new Uint8Array(await (await taggerFile(stored, path)).arrayBuffer());

export async function tagsOf(stored: Files, { path, form }: NonNullable<TaggerFiles['tags']>): Promise<Tag[]> {
  const text = await (await taggerFile(stored, path)).text();
  return form === 'selected-tags' ? parseSelectedTags(text, path) : parseTagLines(text, path);
}

export async function wordsOf(stored: Files, { path, form }: NonNullable<TaggerFiles['vocabulary']>) {
  return readCaptionWords(await (await taggerFile(stored, path)).text(), form, path);
}
