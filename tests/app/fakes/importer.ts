/** An importer without files: it finds what it is told to find, and an import goes on until the test ends it. */
import { Failure } from '../../../src/failure';
import type {
  FoundCheckpoint, ImportChoices, ImporterApi, ImportListener, Inspection, Offer, PendingImport,
} from '../../../workers/importer-api';

export const FOUND: FoundCheckpoint = {
  kind: 'sd1', format: 'safetensors', sourceBytes: 4e9, needs: { f16: 2e9, f32: 4e9 }, free: 1e10, parameters: 1.066e9,
  hasEma: false, hasVae: true, prediction: 'epsilon', predictionAsked: false, unexpected: [], unexpectedCount: 0,
};

export interface FakeImporter extends ImporterApi {
  /** what the next look finds; a Failure is thrown */
  inspection: Inspection | Failure;
  /** calls, by name */
  calls: string[];
  offers: Offer[];
  /** precisions that were looked for */
  looks: (ImportChoices['precision'] | undefined)[];
  choices?: ImportChoices;
  halves: PendingImport[];
  /** file names that a check finds damaged */
  damaged: string[];
  /** of the import or check under way */
  listen: ImportListener;
  /** the import under way is over: stored under this id, or failed */
  finish: (end: string | Failure) => Promise<void>;
}

export function fakeImporter(): FakeImporter {
  let settle: { resolve: (id: string) => void; reject: (reason: Failure) => void } | undefined;
  const begin = (call: string, listen: ImportListener) => {
    fake.calls.push(call);
    fake.listen = listen;
    return new Promise<string>((resolve, reject) => (settle = { resolve, reject }));
  };
  const fake: FakeImporter = {
    inspection: { name: 'v1-5', found: FOUND },
    calls: [],
    offers: [],
    looks: [],
    halves: [],
    damaged: [],
    listen: () => undefined,
    async finish(end) {
      if (end instanceof Failure) settle?.reject(end);
      else settle?.resolve(end);
      await new Promise((done) => setTimeout(done, 0));
    },
    async inspect(offer, choices) {
      fake.offers.push(offer);
      fake.looks.push(choices?.precision);
      if (fake.inspection instanceof Failure) throw fake.inspection;
      return fake.inspection;
    },
    start(_, choices, listen) {
      fake.choices = choices;
      return begin('start', listen);
    },
    async cancel() {
      fake.calls.push('cancel');
      await fake.finish(new Failure('import.cancelled'));
    },
    pending: async () => fake.halves,
    resume: (id, listen) => begin(`resume ${id}`, listen),
    async discard(id) {
      fake.calls.push(`discard ${id}`);
      fake.halves = fake.halves.filter((half) => half.id !== id);
    },
    async check(id, listen) {
      fake.calls.push(`check ${id}`);
      listen({ kind: 'progress', done: 1, total: 2, bytesPerSecond: 1, secondsLeft: 1 });
      return { ok: !fake.damaged.length, damaged: fake.damaged };
    },
  };
  return fake;
}
