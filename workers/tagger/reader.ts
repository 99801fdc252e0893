/** @file An open tagger: pixels in, what it says of them out. */
import type { InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import { loadTagger, type StoredTagger } from '../../src/store/taggers';
import { sortFiles } from '../../src/tagging/files';
import { greedy } from '../../src/tagging/greedy';
import { blipInput, deepDanbooruInput, wd14Input } from '../../src/tagging/model-input';
import type { GreyPicture } from '../../src/images/faces/shrink';
import type { Raster } from '../../src/tagging/raster';
import type { Reading } from '../../src/tagging/reading';
import type { CaptioningPlan, ScoringPlan, TaggerPlan } from '../../src/tagging/recognise';
import { scoredTags } from '../../src/tagging/scores';
import { segmenterInput, subjectOf, type SegmentingPlan } from '../../src/tagging/segmenter';
import type { Runtime } from '../onnx/runtime';
import { openModel, runModel, type OpenModel, type Place } from '../onnx/sessions';
import type { LookOptions } from '../tagger-api';
import { decoderFeeds } from './decoder-feeds';
import { bytesOf, tagsOf, wordsOf } from './examine';

export interface Reader {
  place: Place;
  /** Numbers of the picture, made before the models are free. */
  prepare(picture: Raster): Float32Array;
  read(input: Float32Array, options: LookOptions): Promise<Reading>;
  close(): Promise<void>;
}

/** Throws `tagger.not-found`, `onnx.*`. */
export async function openReader(ort: Runtime, id: string, place: Place): Promise<Reader> {
  const stored = await loadTagger(id);
  const plan = stored.plan as TaggerPlan;
  return plan.family === 'blip' ? openCaptioner(ort, stored, plan, place) : openScorer(ort, stored, plan, place);
}

export interface Segmenter {
  segment(picture: Raster): () => Promise<GreyPicture>;
  close(): Promise<void>;
}

/** Throws `tagger.not-found`, `onnx.*`. */
export async function openSegmenter(ort: Runtime, id: string, place: Place): Promise<Segmenter> {
  const stored = await loadTagger(id);
  const { model, size, input, output } = stored.plan as SegmentingPlan;
  const opened = await openModel(ort, model, await bytesOf(stored, model), place);
  return {
    segment(picture) {
      const pixels = new ort.Tensor('float32', segmenterInput(picture, size), [1, 3, size.height, size.width]);
      return async () => {
        const { data, dims } = (await runModel(opened, model, { [input]: pixels }))[output];
        const [, , height, width] = dims;
        return subjectOf(data as Float32Array, { width, height });
      };
    },
    close: () => opened.session.release(),
  };
}

async function openScorer(ort: Runtime, stored: StoredTagger, plan: ScoringPlan, wanted: Place): Promise<Reader> {
  const { family, model, size } = plan;
  const tags = await tagsOf(stored, sortFiles(stored.files.map(({ path }) => path)).tags!);
  const opened = await openModel(ort, model, await bytesOf(stored, model), wanted);
  return {
    place: opened.place,
    prepare: (picture) => (family === 'wd14' ? wd14Input(picture, size.width) : deepDanbooruInput(picture, size)),
    async read(input, { least }) {
      const pixels = new ort.Tensor('float32', input, [1, size.height, size.width, 3]);
      const answer = await runModel(opened, model, { [plan.input]: pixels });
      return { kind: 'tags', tags: scoredTags(tags, answer[plan.output].data as Float32Array, least) };
    },
    close: () => opened.session.release(),
  };
}

async function openCaptioner(ort: Runtime, stored: StoredTagger, plan: CaptioningPlan, wanted: Place): Promise<Reader> {
  const words = await wordsOf(stored, sortFiles(stored.files.map(({ path }) => path)).vocabulary!);
  const vision = await openModel(ort, plan.vision, await bytesOf(stored, plan.vision), wanted);
  const decoder = await openModel(ort, plan.decoder, await bytesOf(stored, plan.decoder), wanted);
  return {
    place: vision.place,
    prepare: (picture) => blipInput(picture, plan.size.width),
    async read(input, { sentence: { prompt, minLength, maxLength } }) {
      const pixels = new ort.Tensor('float32', input, [1, 3, plan.size.height, plan.size.width]);
      const hidden = (await runModel(vision, plan.vision, { [plan.visionInput]: pixels }))[plan.visionOutput];
      const next = (ids: readonly number[]): Promise<Float32Array> => nextLogits(ort, decoder, plan, hidden, ids);
      const begin = [words.start, ...words.encode(prompt)];
      return { kind: 'sentence', text: words.decode(await greedy(next, { prompt: begin, end: words.end, minLength, maxLength })) };
    },
    close: async () => void (await Promise.all([vision.session.release(), decoder.session.release()])),
  };
}

/** Of the last token: the answer is [1, tokens, words]. */
async function nextLogits(ort: Runtime, decoder: OpenModel, plan: CaptioningPlan, hidden: Tensor, ids: readonly number[]): Promise<Float32Array> {
  const feeds: InferenceSession.FeedsType = decoderFeeds(ort, plan.extraInputs, hidden, ids);
  const { data, dims } = (await runModel(decoder, plan.decoder, feeds))[plan.logits];
  return (data as Float32Array).slice(-dims[dims.length - 1]);
}
