/** @file Which of the files that a person gave is what. */
import { Failure } from '../failure';

export type TagListForm = 'selected-tags' | 'tag-lines';
export type VocabularyForm = 'vocabulary' | 'tokenizer';

export interface TaggerFiles {
  /** paths of one model, or two */
  models: string[];
  tags?: { path: string; form: TagListForm };
  vocabulary?: { path: string; form: VocabularyForm };
}

/** The file name in lower case, without folders. */
const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).toLowerCase();

/** Throws `tagger.no-model` {files}, `tagger.too-many` {files}, `tagger.no-list` {files}. */
export function sortFiles(paths: readonly string[]): TaggerFiles {
  const models = paths.filter((path) => /\.onnx$/i.test(path));
  const find = (test: RegExp): string | undefined => paths.find((path) => test.test(fileName(path)));
  const files = paths.join(', ');
  if (!models.length) throw new Failure('tagger.no-model', { files });
  if (models.length > 2) throw new Failure('tagger.too-many', { files: models.join(', ') });
  const [csv, tokenizer, vocabulary] = [find(/\.csv$/), find(/^tokenizer\.json$/), find(/^vocab\.txt$/)];
  const lines = find(/tags.*\.txt$/);
  const found: TaggerFiles = { models };
  if (models.length === 1 && csv) found.tags = { path: csv, form: 'selected-tags' };
  else if (models.length === 1 && lines) found.tags = { path: lines, form: 'tag-lines' };
  else if (models.length === 2 && tokenizer) found.vocabulary = { path: tokenizer, form: 'tokenizer' };
  else if (models.length === 2 && vocabulary) found.vocabulary = { path: vocabulary, form: 'vocabulary' };
  else throw new Failure('tagger.no-list', { files });
  return found;
}

/** A model that needs no list. Throws `tagger.no-model` {files}, `tagger.too-many` {files}. */
export function sortAlone(paths: readonly string[]): TaggerFiles {
  const models = paths.filter((path) => /\.onnx$/i.test(path));
  if (!models.length) throw new Failure('tagger.no-model', { files: paths.join(', ') });
  if (models.length > 1) throw new Failure('tagger.too-many', { files: models.join(', ') });
  return { models };
}

/** The paths that are used, the models first. */
export const usedFiles = ({ models, tags, vocabulary }: TaggerFiles): string[] => [...models, ...[tags?.path, vocabulary?.path].filter((path) => path !== undefined)];

/** The folder's name, which says more than `model.onnx`; else the file's, unless every such file is called that: then nothing. */
export function nameOf(path: string): string {
  const parts = path.split('/').filter((part) => part !== 'onnx');
  const file = parts.at(-1)!.replace(/\.onnx$/i, '');
  return parts.at(-2) ?? (/^(text_decoder_|vision_|encoder_|decoder_)?model(_|$)/i.test(file) ? '' : file);
}
