/** @file Files that a person gave, as pictures with captions, read on all cores. A bad file is reported and loses nothing else. */
import { Failure, failureData, type FailureData } from '../../../failure';
import { isArchive } from '../../../images/intake/paths';
import type { Picture } from '../../../store/records';
import type { GivenPicture, ReadPicture } from '../../../../workers/intake-api';
import { inBatches } from '../../logic/in-batches';
import { filesOfZip, givenPictures, isZip, placedFiles, type OfferedPicture, type PlacedFile } from '../../logic/offered-pictures';
import type { Intake } from '../../services';

export interface Reader {
  intake: Intake;
  /** digests of the pictures that are there */
  known: Iterable<string>;
  signal: AbortSignal;
  /** called with how many files are being read, then with -1 for each that was */
  reading: (more: number) => void;
  /** gets the pictures in order, some at a time */
  take: (pictures: Picture[]) => Promise<void>;
}

export interface ReadReport {
  /** pictures found, good or bad */
  found: number;
  /** that were there already */
  twice: number;
  refused: { name: string; failure: FailureData }[];
}

/** Pictures kept at once: a write of the store takes as long as reading some */
const BATCH = 50;
const AHEAD = 4 * BATCH;

type Outcome = ReadPicture | Refused | undefined;

class Refused {
  constructor(readonly name: string, readonly failure: FailureData) {}
}

/** Once the signal is aborted, what was read until then is taken and the rest left. */
export async function readPictures(offered: readonly OfferedPicture[], reader: Reader): Promise<ReadReport> {
  const report: ReadReport = { found: 0, twice: 0, refused: [] };
  const given = givenPictures(await unpacked(placedFiles(offered), reader, report));
  report.found += given.length;
  reader.reading(given.length);
  const work = async (one: GivenPicture): Promise<Outcome> => {
    const outcome = await readOne(one, reader);
    reader.reading(-1);
    return outcome;
  };
  const known = new Set(reader.known);
  await inBatches(given, work, { size: BATCH, ahead: AHEAD, take: (outcomes) => takeBatch(outcomes, known, reader, report) });
  return report;
}

/** Archives replaced by what they hold; one that cannot be read is refused. */
async function unpacked(files: (PlacedFile & { source: File })[], { intake, signal }: Reader, report: ReadReport): Promise<PlacedFile[]> {
  const open = async (file: PlacedFile & { source: File }): Promise<PlacedFile[]> => {
    if (!isZip(file)) return [file];
    try {
      return filesOfZip(file.source, await intake.list(file.source, signal));
    } catch (error) {
      report.found++;
      report.refused.push({ name: file.source.name, failure: failureData(error) });
      return [];
    }
  };
  return (await Promise.all(files.map(open))).flat();
}

/** undefined where the person has cancelled. */
async function readOne(given: GivenPicture, { intake, signal }: Reader): Promise<Outcome> {
  try {
    if (isArchive(given.name)) throw new Failure('picture.archive-in-archive', { name: given.name });
    return await intake.read(given, signal);
  } catch (error) {
    return signal.aborted ? undefined : new Refused(given.name, failureData(error));
  }
}

async function takeBatch(outcomes: Outcome[], known: Set<string>, { take }: Reader, report: ReadReport): Promise<void> {
  const fresh: Picture[] = [];
  for (const outcome of outcomes) {
    if (outcome instanceof Refused) report.refused.push(outcome);
    else if (outcome && known.has(outcome.digest)) report.twice++;
    else if (outcome) {
      known.add(outcome.digest);
      fresh.push({ id: crypto.randomUUID(), ...outcome });
    }
  }
  if (fresh.length) await take(fresh);
}

/** Hashes by which what is there already is known. Sets of earlier versions have none; what cannot be read is no duplicate of anything. */
export async function digestsOf(pictures: readonly Picture[], intake: Pick<Intake, 'digest'>): Promise<string[]> {
  const { signal } = new AbortController();
  return Promise.all(pictures.map(({ digest, blob }) => digest ?? intake.digest(blob, signal).catch(() => '')));
}

const MOST_NAMES = 10;

/** At most three notices, however many files: what was left out, what was there already, that nothing was found. */
export function tellReport({ found, twice, refused }: ReadReport, add: (error: unknown, level: 'error' | 'warning') => void): void {
  if (!found) add(new Failure('picture.none-found'), 'warning');
  if (twice) add(new Failure('picture.twice', { count: twice }), 'warning');
  if (refused.length === 1) add(refused[0].failure, 'error');
  if (refused.length > 1) add(new Failure('picture.left-out', { count: refused.length, names: namesOf(refused) }), 'error');
}

/** The first of them, for a sentence. */
export function namesOf(refused: readonly { name: string }[]): string {
  const names = refused.slice(0, MOST_NAMES).map(({ name }) => name).join(', ');
  return refused.length > MOST_NAMES ? `${names}, …` : names;
}
