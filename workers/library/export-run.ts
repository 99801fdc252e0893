/** A whole run as A1111 would leave it on the disk, in one archive. */
import { Failure } from '../../src/failure';
import { RunFolder } from '../../src/formats/a1111-run/folder-tree';
import { lossCsv, stepsOfEpoch } from '../../src/formats/a1111-run/loss-csv';
import { settingsJson } from '../../src/formats/a1111-run/settings-json';
import { distinctFileNames, safeFileName } from '../../src/formats/embeddings/safe-name';
import { loadDataset } from '../../src/store/datasets';
import { loadVersion } from '../../src/store/embeddings';
import type { EmbeddingVersion } from '../../src/store/records';
import { createRunStore, type StoredRun } from '../../src/store/runs';
import { hasCard } from '../../src/train/loop/cadence';
import type { Run, RunState } from '../../src/train/records';
import { trainedWords, wordId } from '../../src/train/prompts/words';
import type { ExportedFile } from '../library-api';
import { a1111Run } from './a1111-run';
import { archive, type Entry } from './archive';
import { wordBytes } from './export';
import { requireWord, type Word } from './words';

/** `pictures`: how many the run's words have together */
type Exported = StoredRun<Run, RunState> & { pictures: number };

const runs = createRunStore<Run, RunState>();

/** Each word in a folder of its own. Throws `run.not-found`, and `library.gone` where a word of it was deleted. */
export async function exportRun(runId: string): Promise<ExportedFile> {
  const found = await runs.load(runId);
  if (!found) throw new Failure('run.not-found');
  const stored = { ...found, pictures: await pictureCount(found.run) };
  const folders = foldersOf(stored.run);
  const entries: Entry[] = [];
  for (const [number, folder] of folders.entries()) entries.push(...(await entriesOf(stored, number, folder)));
  return { name: folders[0].archive, blob: await archive(entries) };
}

/** An epoch goes through the pictures of all words. Those that are gone are not known. */
async function pictureCount({ datasetId, settings: { further = [] } }: Run): Promise<number> {
  const ids = [datasetId, ...further.map((word) => word.datasetId)];
  const sets = await Promise.all(ids.map((id) => loadDataset(id)));
  return sets.reduce((sum, set) => sum + (set?.pictures.length ?? 0), 0);
}

/** Words that differ in what no file name may hold get numbers. */
function foldersOf({ settings, created }: Run): RunFolder[] {
  const stems = distinctFileNames(trainedWords(settings).map(({ name }) => [safeFileName(name), '']));
  return stems.map((stem) => new RunFolder(stem, new Date(created)));
}

async function entriesOf(stored: Exported, number: number, folder: RunFolder): Promise<Entry[]> {
  const word = await requireWord(wordId(stored.run.id, number));
  return [...(await textEntries(stored, word, folder)), ...imageEntries(stored, number, folder), ...wordEntries(stored, word, folder)];
}

async function textEntries({ run, state, pictures }: Exported, word: Word, folder: RunFolder): Promise<Entry[]> {
  const { batch, accumulate, templates } = run.settings;
  const settings = settingsJson(await a1111Run(run, word, pictures));
  return [
    text(folder.csv, lossCsv(state.log, stepsOfEpoch(pictures, batch, accumulate))),
    text(folder.settings, settings),
    text(folder.template, templates.map((line) => `${line}\n`).join('')),
  ];
}

const text = (path: string, content: string): Entry => [path, async () => new TextEncoder().encode(content)];

/** Previews are of the run's words in turn. */
function imageEntries({ run, state }: Exported, number: number, folder: RunFolder): Entry[] {
  const words = trainedWords(run.settings).length;
  const own = state.previews.filter((_, i) => i % words === number);
  return own.map(({ step, png }) => [folder.image(step), async () => new Uint8Array(await png.arrayBuffer())]);
}

/** Each version as a file, and as a card where it has one; the words inside are named as the files are. */
function wordEntries({ run }: Exported, word: Word, folder: RunFolder): Entry[] {
  const { versions = [] } = word;
  return versions.flatMap((version) => {
    const { step, preview } = version;
    const file: Entry = [folder.embedding(step), () => versionOf(word, version).then((made) => wordBytes(made, 'pt'))];
    if (!hasCard(step, run.settings, preview !== undefined)) return [file];
    return [file, [folder.card(step), () => versionOf(word, version).then((made) => wordBytes(made, 'card'))] satisfies Entry];
  });
}

async function versionOf(word: Word, { step, preview }: EmbeddingVersion): Promise<Word> {
  const values = await loadVersion(word.id, step);
  if (!values) throw new Failure('library.gone');
  return { ...word, name: `${word.name}-${step}`, step, preview, caption: undefined, values };
}
