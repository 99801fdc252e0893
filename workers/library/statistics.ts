/** A word's vectors beside the tokens of a stored model. */
import { Failure } from '../../src/failure';
import { wordStatistics } from '../../src/library/statistics';
import { openModel, type Model } from '../../src/nets/model';
import { modelFiles } from '../../src/store/models';
import { START } from '../../src/text/tokenizer';
import { tokenTexts } from '../../src/text/vocabulary';
import { fetchAsset } from '../assets';
import type { NamedStatistics } from '../library-api';
import { requireWord } from './words';

let texts: Promise<readonly string[]> | undefined;

/** Throws `library.gone`, `library.widths` {a, b}, `model.*`. */
export async function namedStatistics(id: string, modelId: string): Promise<NamedStatistics> {
  const { width, values } = await requireWord(id);
  const { tokens }: Model = await openModel(await modelFiles(modelId));
  if (tokens.width !== width) throw new Failure('library.widths', { a: width, b: tokens.width });
  const { vectors, start } = values;
  const same = start?.length === vectors.length ? start : undefined;
  const [numbers, names] = [await wordStatistics(vectors, tokens, { start: same, end: START }), await tokenNames()];
  const nearest = numbers.nearest.map((row) => row.map(({ token, cosine }) => ({ ...names[token], cosine })));
  return { ...numbers, nearest };
}

async function tokenNames(): Promise<{ text: string; wordEnd: boolean }[]> {
  texts ??= fetchAsset('clip/merges.txt.gz').then(tokenTexts);
  return (await texts).map((text) => ({ text: text.replace(/<\/w>$/, ''), wordEnd: text.endsWith('</w>') }));
}
