/** Words of the library that a run's prompts name: as in A1111, every word of the model's width can be used in a prompt. */
import type { Model } from '../src/nets/model';
import { listEmbeddings, loadEmbedding } from '../src/store/embeddings';
import type { EmbeddingInfo } from '../src/store/records';
import { promptLayout } from '../src/text/prompt';
import { fillTemplate } from '../src/text/templates';
import type { Tokenizer } from '../src/text/tokenizer';
import type { FrozenWord } from '../src/train/prompts/prompts';
import type { Run } from '../src/train/records';
import type { RunSettings } from '../src/train/settings';
import { trainedWords, wordId } from '../src/train/prompts/words';

/** With their vectors, the newest of a name. */
export async function usedWords(run: Run, captions: readonly string[], model: Model, tokenizer: Tokenizer): Promise<FrozenWord[]> {
  const fitting = await wordsFor(run, model);
  if (fitting.length === 0) return [];
  const texts = textsOf(run.settings, captions);
  const learned = trainedWords(run.settings).map(({ name }) => name);
  const used = namedIn(texts, [...learned, ...fitting.map(({ name }) => name)], tokenizer);
  const found = await Promise.all(fitting.filter((_, i) => used.has(learned.length + i)).map(({ id }) => loadEmbedding(id)));
  return found.filter((word) => word !== undefined).map(({ name, count, values }) => ({ name, count, vectors: values.vectors }));
}

async function wordsFor({ id, settings }: Run, { text }: Model): Promise<EmbeddingInfo[]> {
  const learned = trainedWords(settings);
  const own = learned.map((_, i) => wordId(id, i));
  const names = new Set(learned.map(({ name }) => name.toLowerCase()));
  const fits = ({ id: other, name, width, clipG }: EmbeddingInfo): boolean => {
    const isNew = !own.includes(other) && width === text.width && !clipG && !names.has(name.toLowerCase());
    if (isNew) names.add(name.toLowerCase());
    return isNew;
  };
  return (await listEmbeddings()).filter(fits);
}

function textsOf({ templates, preview }: RunSettings, captions: readonly string[]): string[] {
  const lines = [...templates, preview.prompt, preview.negative];
  return lines.flatMap((line) => (line.includes('[filewords]') ? captions.map((caption) => fillTemplate(line, '[name]', caption)) : [line]));
}

/** Numbers of the names that any text holds, found as prompts find them. */
function namedIn(texts: readonly string[], names: readonly string[], tokenizer: Tokenizer): Set<number> {
  const words = names.map((name, first) => ({ name, vectors: 1, first }));
  const layout = promptLayout(tokenizer, words, 0);
  const used = new Set<number>();
  for (const text of texts) for (const { slots } of layout.rows(text)) slots.forEach((slot) => slot >= 0 && used.add(slot));
  return used;
}
