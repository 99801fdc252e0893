/** A model asked about one picture after another; what it says is stored now and then, so that a killed tab loses little. */
import { failureData, type FailureData } from '../../../failure';
import type { Reading } from '../../../tagging/reading';
import type { Picture } from '../../../store/records';
import type { Look } from '../../../../workers/tagger-api';
import type { Captions } from './captions.svelte';
import type { Pictures } from './pictures.svelte';
import { newCaption } from '../../logic/tagging/new-caption';
import type { ExistingCaption } from '../../../images/prepare/options';

/** Milliseconds between writes. */
const STORE_AFTER = 5000;

export interface TaggingReport {
  /** pictures that have a caption now */
  written: number;
  leftOut: { name: string; failure: FailureData }[];
  place?: Look['place'];
}

export interface WalkHost {
  ask(picture: Picture): Promise<Look>;
  captionOf(reading: Reading): string;
  /** Captions as the model says them, by the pictures' ids. */
  write(said: ReadonlyMap<string, string>): Promise<void>;
  told(done: number): void;
}

/** A picture that cannot be read is left out; whatever else goes wrong ends the walk, with what was said so far written. */
export async function walkPictures(pictures: readonly Picture[], host: WalkHost, report: TaggingReport): Promise<void> {
  let said = new Map<string, string>();
  let stored = performance.now();
  const store = async (): Promise<void> => {
    const batch = said;
    said = new Map();
    stored = performance.now();
    if (batch.size) await host.write(batch);
    report.written += batch.size;
  };
  try {
    for (const [index, picture] of pictures.entries()) {
      await sayOf(picture, host, said, report);
      host.told(index + 1);
      if (performance.now() - stored > STORE_AFTER) await store();
    }
  } finally {
    await store();
  }
}

async function sayOf(picture: Picture, host: WalkHost, said: Map<string, string>, report: TaggingReport): Promise<void> {
  try {
    const { reading, place } = await host.ask(picture);
    report.place = place;
    said.set(picture.id, host.captionOf(reading));
  } catch (error) {
    const failure = failureData(error);
    if (!failure.code.startsWith('picture.')) throw error;
    report.leftOut.push({ name: picture.name, failure });
  }
}

/** One step to undo. Beside the captions as they are now: they may have been changed meanwhile. */
export function writeBeside(said: ReadonlyMap<string, string>, { list }: Pick<Pictures, 'list'>, captions: Pick<Captions, 'write'>, action: ExistingCaption): Promise<void> {
  const present = list.filter(({ id }) => said.has(id));
  return captions.write(new Map(present.map(({ id, caption }) => [id, newCaption(caption, said.get(id)!, action)])), 'tagged');
}
