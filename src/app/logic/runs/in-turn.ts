/** The queue: whose turn it is, and what may be missing by then. */
import { Failure } from '../../../failure';
import type { Dataset, EmbeddingInfo, ModelManifest } from '../../../store/records';
import type { Run } from '../../../train/records';
import { canTrain } from '../stored-model';

/** Runs that wait, the next one first. */
export function inTurn(runs: readonly Run[]): Run[] {
  const waiting = runs.filter(({ status }) => status === 'waiting');
  return waiting.sort((a, b) => turnOf(a) - turnOf(b) || a.created - b.created);
}

const turnOf = (run: Run): number => run.queued?.turn ?? 0;

/** The queue's last place but one further. */
export const nextTurn = (waiting: readonly Run[]): number => waiting.reduce((last, run) => Math.max(last, turnOf(run)), 0) + 1;

/** Both with the other's place. */
export function swapped(a: Run, b: Run): Run[] {
  const at = (run: Run, turn: number): Run => ({ ...run, queued: { ...run.queued!, turn } });
  return [at(a, turnOf(b)), at(b, turnOf(a))];
}

/** Datasets of all its words. */
export const datasetsOf = ({ datasetId, settings }: Pick<Run, 'datasetId' | 'settings'>): string[] => [
  datasetId, ...(settings.further ?? []).map((word) => word.datasetId),
];

/** What is stored when a run's turn comes. */
export interface Present {
  models: readonly ModelManifest[];
  /** of the run, in the order of `datasetsOf` */
  datasets: readonly (Dataset | undefined)[];
  words: readonly EmbeddingInfo[];
}

export const pictureCount = (datasets: Present['datasets']): number =>
  datasets.reduce((sum, dataset) => sum + (dataset?.pictures.length ?? 0), 0);

/** Why it cannot be trained as it was put into the queue; undefined where it can. */
export function obstacle(run: Run, present: Present): Failure | undefined {
  const { settings: { name, latentVae }, modelId } = run;
  const models = present.models.filter(canTrain).map(({ id }) => id);
  if (!models.includes(modelId)) return new Failure('queue.model-gone', { name });
  if (typeof latentVae === 'object' && !present.models.some(({ id }) => id === latentVae.modelId)) return new Failure('queue.vae-gone', { name });
  if (present.datasets.some((dataset) => !dataset?.pictures.length)) return new Failure('queue.pictures-gone', { name });
  const [before, now] = [run.queued?.pictures ?? 0, pictureCount(present.datasets)];
  if (now < before) return new Failure('queue.pictures-fewer', { name, before, now });
  if (startWords(run).some((id) => !present.words.some((word) => word.id === id))) return new Failure('queue.word-gone', { name });
  return undefined;
}

/** Ids of the words that it starts from. */
function startWords({ settings }: Run): string[] {
  const words = [settings, ...(settings.further ?? [])];
  return words.flatMap(({ startKind, startId }) => (startKind === 'embedding' && startId !== undefined ? [startId] : []));
}

/** The model computes something else than when the run was put into the queue. */
export function modelChanged({ modelId, queued }: Run, { models }: Present): boolean {
  const revision = models.find(({ id }) => id === modelId)?.revision ?? 0;
  return queued !== undefined && queued.revision !== revision;
}
