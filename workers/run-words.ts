/** The library's entries of the words that a run learns: brought up to date with every write, their states kept as versions. */
import { keepBest, keepVersion, saveEmbedding } from '../src/store/embeddings';
import { listModels } from '../src/store/models';
import type { Embedding, EmbeddingValues } from '../src/store/records';
import { exportedWord } from '../src/train/loop/best';
import { isVersionDue } from '../src/train/loop/cadence';
import { learnedVectors } from '../src/train/step/learned';
import type { Run, RunState } from '../src/train/records';
import { rowsOfWord, trainedWords, vectorCount, wordId, type TrainedWord } from '../src/train/prompts/words';

export type WordWriter = (run: Run, state: RunState) => Promise<void>;

/** `begun`: of a run that goes on. */
export async function openWordWriter(run: Run, begun?: RunState): Promise<WordWriter> {
  const model = (await listModels()).find(({ id }) => id === run.modelId);
  const made = { modelName: model?.name ?? run.modelId, modelHash: model?.shortHash };
  let shown = lastPreview(begun);
  let best = begun?.best?.step;
  return async (record, state) => {
    const keeps = isKept(record, state, shown);
    for (const [i, word] of trainedWords(record.settings).entries()) {
      const [own, exported] = [{ ...state, vectors: learnedVectors(state) }, { ...state, ...exportedWord(state) }].map((it) => stateOfWord(record, it, word, i));
      await saveEmbedding({ ...embeddingOf(record, exported, word, i), ...made }, own.initial);
      if (keeps) await keepState(wordId(record.id, i), own, shown);
      if (state.best && state.best.step !== best) await keepBest(wordId(record.id, i), { step: exported.step, created: Date.now() }, valuesOf(exported));
    }
    shown = lastPreview(state);
    best = state.best?.step;
  };
}

const lastPreview = (state?: RunState): number => state?.previews.at(-1)?.step ?? 0;

/** By the count that was asked for, else with each new picture; a run without pictures keeps all that is written. The last one always. */
function isKept({ status, settings }: Run, state: RunState, shown: number): boolean {
  const { embeddingEvery = 0, preview } = settings;
  if (status === 'done' || status === 'stopped' || isVersionDue(state.step, settings)) return true;
  return embeddingEvery === 0 && (lastPreview(state) > shown || preview.every === 0);
}

/** What a state says of one word. */
type WordState = Pick<RunState, 'step' | 'vectors' | 'initial' | 'previews'>;

/** Previews are of the words in turn. */
function stateOfWord({ settings }: Run, state: RunState, word: TrainedWord, number: number): WordState {
  const [count, words] = [vectorCount(settings), trainedWords(settings).length];
  const [vectors, initial] = [state.vectors, state.initial].map((values) => rowsOfWord(values, word, count));
  return { step: state.step, vectors, initial, previews: state.previews.filter((_, i) => i % words === number) };
}

/** A version. `shown`: step of the last version's picture. A picture may be some steps older than the state it is kept with. */
function keepState(id: string, { step, previews, ...own }: WordState, shown: number): Promise<void> {
  const last = previews.at(-1);
  const preview = last && (last.step > shown || last.step === step) ? last.png : undefined;
  return keepVersion(id, { step, created: Date.now(), preview }, valuesOf(own));
}

const valuesOf = ({ vectors, initial }: Pick<WordState, 'vectors' | 'initial'>): EmbeddingValues => ({ vectors, start: initial });

function embeddingOf(run: Run, { vectors, step, previews }: WordState, { name, vectors: count }: TrainedWord, number: number): Omit<Embedding, 'modelName'> {
  const preview = previews.at(-1)?.png;
  return { id: wordId(run.id, number), name, vectors, count, width: vectors.length / count, step, runId: run.id, preview, created: run.created };
}
