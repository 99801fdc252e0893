/** Words of the library that a run's prompts name: as in A1111, every word of the model's width can be used in a prompt. */
import type { Model } from '../src/nets/model';
import { listEmbeddings, loadEmbedding } from '../src/store/embeddings';
import type { EmbeddingInfo } from '../src/store/records';
import { layoutPrompt } from '../src/text/prompt';
import { fillTemplate } from '../src/text/templates';
import type { Tokenizer } from '../src/text/tokenizer';
import type { FrozenWord } from '../src/train/prompts';
import type { Run } from '../src/train/records';
import type { RunSettings } from '../src/train/settings';

/** With their vectors, the newest of a name. */
export async function usedWords(run: Run, captions: readonly string[], model: Model, tokenizer: Tokenizer): Promise<FrozenWord[]> {
  const fitting = await wordsFor(run, model);
  const texts = textsOf(run.settings, captions);
  const used = namedIn(texts, [run.settings.name, ...fitting.map(({ name }) => name)], tokenizer);
  const found = await Promise.all(fitting.filter((_, i) => used.has(i + 1)).map(({ id }) => loadEmbedding(id)));
  return found.filter((word) => word !== undefined).map(({ name, count, values }) => ({ name, count, vectors: values.vectors }));
}

async function wordsFor({ id, settings }: Run, { text }: Model): Promise<EmbeddingInfo[]> {
  const names = new Set([settings.name.toLowerCase()]);
  const fits = ({ id: other, name, width, clipG }: EmbeddingInfo): boolean => {
    const isNew = other !== id && width === text.width && !clipG && !names.has(name.toLowerCase());
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
  const slots = texts.flatMap((text) => layoutPrompt(tokenizer, text, words, 0).flatMap((row) => [...row.slots]));
  return new Set(slots.filter((slot) => slot >= 0));
}
