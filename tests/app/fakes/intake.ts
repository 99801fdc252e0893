/** A reader without workers: a file whose name begins with `bad` is no picture, and a name says what a picture holds. */
import { Failure } from '../../../src/failure';
import type { Intake } from '../../../src/app/services';
import type { FileSource } from '../../../workers/intake-api';

export interface FakeIntake extends Intake {
  /** reading waits for this */
  gate: Promise<void>;
  /** what the next archives hold */
  inside: string[];
}

export function fakeIntake(): FakeIntake {
  const fake: FakeIntake = {
    gate: Promise.resolve(),
    inside: [],
    async list(zip) {
      if (zip.name.startsWith('bad')) throw new Failure('zip.damaged', { at: 0 });
      const entry = { method: 'stored', start: 0, end: 0, size: 0, crc: 0 } as const;
      return fake.inside.map((path) => ({ path, entry: { name: path, ...entry } }));
    },
    async read({ name, source, text }, signal) {
      await fake.gate;
      signal.throwIfAborted();
      if (name.startsWith('bad')) throw new Failure('picture.unreadable', { name });
      const blob = source instanceof Blob ? source : source.zip;
      return { name, caption: text ? await captionOf(text) : '', blob, thumbnail: new Blob(['t']), width: 4, height: 3, digest: name };
    },
    pack: async ({ stem, folder, picture, text }) => [`${stem}.png`, ...(text && picture.caption ? [`${stem}.txt`] : [])].map((name) => (folder ? `${folder}/${name}` : name)).map((path) => ({ path, blob: new Blob(['x']), crc: 0 })),
    digest: async (picture) => (picture as File).name,
  };
  return fake;
}

const captionOf = async (text: FileSource): Promise<string> => (text instanceof Blob ? (await text.text()).trim() : text.entry.name);
