/** @file Files of a tagger where it lies elsewhere: chosen from a repository's list, or looked for beside a model. */

const LISTS = ['selected_tags.csv', 'tags.txt'];
const VISION = ['vision_model', 'encoder_model'];
const DECODER = ['text_decoder_model', 'decoder_model_merged', 'decoder_model'];
/** Full numbers before smaller ones. */
const PRECISIONS = ['', '_fp16', '_quantized'];
const WORDS = ['tokenizer.json', 'vocab.txt'];

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Those of the list that make one tagger; all of them where none is found, so that what is missing can be said. */
export function chooseAmong(paths: readonly string[]): string[] {
  const find = (names: readonly string[]): string | undefined => names.flatMap((name) => paths.find((path) => baseOf(path) === name) ?? [])[0];
  const [list, vision, decoder, words] = [find(LISTS), find(models(VISION)), find(models(DECODER)), find(WORDS)];
  if (vision && decoder && words) return [vision, decoder, words];
  const model = find(['model.onnx']) ?? paths.find((path) => path.endsWith('.onnx'));
  return list && model ? [model, list] : [...paths];
}

const models = (stems: readonly string[]): string[] => PRECISIONS.flatMap((precision) => stems.map((stem) => `${stem}${precision}.onnx`));

/** The model of a repository that has one, in full numbers where it has several. */
export const chooseModel = (paths: readonly string[]): string | undefined =>
  PRECISIONS.flatMap((precision) => paths.find((path) => baseOf(path) === `model${precision}.onnx`) ?? [])[0] ?? paths.find((path) => path.endsWith('.onnx'));

/** Addresses relative to the model's, in groups of which one is enough. */
export function companionsOf(model: string): string[][] {
  const precision = VISION.map((stem) => new RegExp(`^${stem}(.*)\\.onnx$`).exec(model)?.[1]).find((found) => found !== undefined);
  if (precision === undefined) return [LISTS];
  return [DECODER.map((stem) => `${stem}${precision}.onnx`), WORDS.flatMap((name) => [name, `../${name}`])];
}
