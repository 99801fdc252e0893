/** Preparing workers that make one picture of each, but for names that begin with `bad` or `odd`, and wait when told to. */
import type { Preparers } from '../../../src/app/platform/preparers';
import { Failure } from '../../../src/failure';
import { planPictures, plannedPictures } from '../../../src/images/prepare/plan';
import type { PrepareOptions } from '../../../src/images/prepare/options';
import type { SourcePicture } from '../../../workers/preparer-api';

export interface FakePreparers extends Preparers {
  /** what was asked for, and with what size */
  asked: string[];
  /** false: nothing is answered until the job is aborted */
  answers: boolean;
}

/** All pictures are 1000 × 1000 here. */
const SIZE = { width: 1000, height: 1000 };

export function fakePreparers(): FakePreparers {
  const ask = async (source: SourcePicture, options: PrepareOptions, signal?: AbortSignal) => {
    fake.asked.push(`${source.name} ${options.width} x ${options.height}`);
    if (!fake.answers) await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    if (source.name.startsWith('bad')) throw new Failure('picture.unreadable', { name: source.name });
    return source.name.startsWith('odd') ? [] : plannedPictures(planPictures(SIZE, options, source.crop), options);
  };
  const fake: FakePreparers = {
    asked: [],
    answers: true,
    prepare: async (source, options, signal) =>
      (await ask(source, options, signal)).map((made) => ({ ...made, blob: new Blob([source.name]), thumbnail: new Blob(['t']), mask: source.mask })),
    plan: async (source, options, signal) => ({ made: await ask(source, options, signal) }),
  };
  return fake;
}
