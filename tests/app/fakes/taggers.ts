/** Taggers without models: a picture shows what its bytes say, each word with a score of 0.9, but for names that begin with `bad`, `broken` or `slow`. */
import type { Taggers } from '../../../src/app/platform/open-tagger';
import { Failure } from '../../../src/failure';
import type { StoredTagger } from '../../../src/store/taggers';
import type { TaggerPlan } from '../../../src/tagging/recognise';

export interface FakeTaggers extends Taggers {
  stored: StoredTagger[];
  /** calls, by name */
  calls: string[];
  /** thrown by the next `add` */
  refusal?: Failure;
}

const PLAN: TaggerPlan = { family: 'wd14', model: 'm.onnx', input: 'x', output: 'y', size: { width: 448, height: 448 } };

export const storedTagger = (id: string): StoredTagger => ({ id, name: id, files: [], bytes: 5, created: 0, plan: PLAN });

export function fakeTaggers(): FakeTaggers {
  const fake: FakeTaggers = {
    stored: [],
    calls: [],
    async add(_, listen) {
      if (fake.refusal) throw fake.refusal;
      if (!(await listen(1, 2))) throw new Failure('tagger.cancelled');
      const tagger = storedTagger(`tagger-${fake.stored.length + 1}`);
      fake.stored = [...fake.stored, tagger];
      return tagger;
    },
    async look(id, picture, name, { least }, signal) {
      fake.calls.push(`look ${id} ${name} from ${least}`);
      if (name.startsWith('slow')) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      if (name.startsWith('bad')) throw new Failure('picture.unreadable', { name });
      if (name.startsWith('broken')) throw new Failure('onnx.run', { message: 'no' });
      const tags = (await picture.text()).split(' ').map((tag) => ({ name: tag, kind: 'general' as const, score: 0.9 }));
      return { reading: { kind: 'tags', tags }, place: 'wasm' };
    },
    segment: async (_id, _picture, _name, { width, height }) => Uint8Array.from({ length: width * height }, (_, i) => (i % width < width / 2 ? 255 : 0)),
    close: () => void fake.calls.push('close'),
  };
  return fake;
}
