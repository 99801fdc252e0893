/** A library without files: it adds what it is told to find, and remembers what was asked. */
import type { Embedding } from '../../../src/store/records';
import type { Failure } from '../../../src/failure';
import type { Added, BlendPart, LibraryApi } from '../../../workers/library-api';
import type { NameTrouble } from '../../../src/library/names';

export const word = (id: string, more: Partial<Embedding> = {}): Embedding => ({
  id, name: id, vectors: new Float32Array(4), count: 2, width: 2, step: 7, modelName: 'v1-5', created: 0, ...more,
});

export interface FakeLibrary extends LibraryApi {
  /** calls, by name and ids */
  calls: string[];
  /** words that the next files hold */
  found: Embedding[];
  refused: Added['refused'];
  /** thrown by the next call */
  refusal?: Failure;
  blended?: BlendPart[];
  troubles: NameTrouble[];
  /** names it was asked to hold a name against */
  others: string[];
  /** false: calls wait for ever, as those to a dead worker do */
  answers: boolean;
}

/** `keep` puts words where the store has them. */
export function fakeLibrary(keep: (words: Embedding[]) => void): FakeLibrary {
  const call = async (text: string): Promise<void> => {
    fake.calls.push(text);
    if (!fake.answers) await new Promise(() => undefined);
    if (fake.refusal) throw fake.refusal;
  };
  const add = (): Added => {
    keep(fake.found);
    return { ids: fake.found.map(({ id }) => id), refused: fake.refused, ignored: [] };
  };
  const file = (name: string) => ({ name, blob: new Blob(['x']) });
  const fake: FakeLibrary = {
    calls: [], found: [], refused: [], troubles: [], others: [], answers: true,
    add: async (files) => call(`add ${files.map(({ name }) => name)}`).then(add),
    addAddress: async (url) => call(`address ${url}`).then(add),
    export: async (id, form) => call(`export ${id} ${form}`).then(() => file(`${id}.${form}`)),
    exportAll: async (ids, form) => call(`zip ${ids} ${form}`).then(() => file('embeddings.zip')),
    exportRun: async (runId) => call(`run ${runId}`).then(() => file('run.zip')),
    async statistics(id, modelId) {
      await call(`statistics ${id} ${modelId}`);
      return { norms: [1], nearest: [[]], between: [[1]], table: { low: 0, median: 1, high: 2 } };
    },
    async blend(parts, name) {
      fake.blended = parts;
      await call(`blend ${name}`);
      keep([word('blended', { name })]);
      return 'blended';
    },
    async chain(ids, name) {
      await call(`chain ${ids} ${name}`);
      keep([word('chained', { name })]);
      return 'chained';
    },
    async nameTroubles(name, others) {
      fake.others = others;
      await call(`name ${name}`);
      return fake.troubles;
    },
  };
  return fake;
}
