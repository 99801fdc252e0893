/** What the rest of a prompt does beside a word, on a UNet of which that is known; and when it is warned of. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/engine/runtime';
import { loadTokenizer } from '../../src/text/tokenizer';
import { previewWarnings } from '../../src/train/loop/warnings';
import { Influence } from '../../src/train/preview/influence';
import { PromptBook } from '../../src/train/prompts/prompts';
import { FakeSession, makeRun, makeState, set } from './fake-run';

const SIZE = 8;
const tokenizer = await loadTokenizer(new Uint8Array(readFileSync('public/clip/merges.txt.gz')));

interface Fake {
  /** what a request keeps of its effect beside the word */
  keep: number;
  batch?: number;
  /** programs run, by name */
  runs?: string[];
}

/** The word moves every prediction by 5; any other token by its number, or beside the word by a share of it. */
function fakeRuntime({ keep, batch = 2, runs = [] }: Fake): Runtime {
  const run = async (name: string, given: Record<string, Float32Array>) => {
    runs.push(name);
    if (name.startsWith('text')) return { context: contextOf(given, keep) };
    const width = given.context.length / batch;
    return { output: given.x.map((value, i) => value + given.context[Math.floor(i / SIZE) * width]) };
  };
  const program = { source: { graph: { inputs: new Map([['x', { shape: [batch, 1, 2, 4] }]]) } } };
  return { run, plan: { programs: new Map(['predict', 'predict of 2 rows'].map((name) => [name, program])) } } as unknown as Runtime;
}

function contextOf({ tokens, slots }: Record<string, Float32Array>, keep: number): Float32Array {
  const hasWord = slots.some((slot) => slot >= 0);
  const others = tokens.filter((id, i) => id < 49406 && slots[i] < 0).reduce((sum, id) => sum + id / 1e4, 0);
  return new Float32Array(slots.length).fill(hasWord ? 5 + keep * others : others);
}

function influence(fake: Fake, word: { name?: string; vectors?: number } = {}, rows = 1): Influence {
  const book = new PromptBook({ name: 'zorb', vectors: 2, templates: [], pad: 49407, ...word }, tokenizer, async (ids) => Float32Array.from(ids));
  return new Influence({ runtime: fakeRuntime(fake), book, timeWidth: 4, latentSize: SIZE, rows }, 1);
}

describe('prompt influence', () => {
  it.each([1, 0.25, 0])('is what the requests keep beside the word: %d', async (keep) => {
    expect(await influence({ keep }).of(0)).toBeCloseTo(keep, 5);
    expect(await influence({ keep, batch: 1 }).of(0)).toBeCloseTo(keep, 5);
    expect(await influence({ keep }, {}, 2).of(0)).toBeCloseTo(keep, 5);
  });

  it('takes three predictions a preview, and once as many without the word', async () => {
    const predicted = async (batch: number): Promise<number[]> => {
      const runs: string[] = [];
      const measured = influence({ keep: 1, batch, runs });
      const counts: number[] = [];
      for (let i = 0; i < 2; i++) {
        await measured.of(0);
        counts.push(runs.splice(0).filter((name) => name === 'predict').length);
      }
      return counts;
    };
    expect(await predicted(1)).toEqual([6, 3]);
    expect(await predicted(2)).toEqual([4, 2]);
  });

  it('is not told of a word that leaves no room for a request, or is part of one', async () => {
    expect(await influence({ keep: 1 }, { vectors: 75 }).of(0)).toBeUndefined();
    expect(await influence({ keep: 1 }, { name: 'Hat' }).of(0)).toBeUndefined();
    expect(await influence({ keep: 1 }, { name: 'hatter', vectors: 60 }).of(0)).toBeCloseTo(1, 5);
  });

  it('is warned of where it is lower than of any ordinary word', () => {
    const codes = (values: (number | undefined)[]) => previewWarnings(values.map((value) => ({ influence: value }))).map(({ code, values: told }) => [code, told]);
    expect([codes([]), codes([undefined]), codes([1.64]), codes([0.69]), codes([0.2, 0.9])]).toEqual([[], [], [], [], []]);
    expect(codes([0.9, 0.234])).toEqual([['run.prompt-drowned', { percent: 23 }]]);
  });
});

describe('a run', () => {
  /** A session with this influence at each preview. */
  class Measured extends FakeSession {
    constructor(private readonly values: (number | undefined)[], done = 0) {
      super(undefined, done);
    }

    override preview = async () => ({ png: new Blob(['p']), prompt: 'a word', influence: this.values.shift() });
  }
  const settings = { preview: { ...makeRun().settings.preview, every: 2 } };

  it('keeps it with each preview, tells it, and warns once, over a resume too', async () => {
    const { loop, state, run, messages } = set(makeRun(settings), new Measured([0.9, 0.3, 0.2]));
    await loop.go();
    expect(state.previews.map(({ influence: value }) => value)).toEqual([0.9, 0.3, 0.2]);
    expect(messages.flatMap((message) => (message.kind === 'preview' ? message.influence : []))).toEqual([0.9, 0.3, 0.2]);
    expect(messages.filter(({ kind }) => kind === 'warning')).toEqual([{ kind: 'warning', warning: { code: 'run.prompt-drowned', values: { percent: 30 } } }]);
    const rest = set(run, new Measured([0.1], 4), { ...makeState(4), previews: state.previews.slice(0, 2) });
    await rest.loop.go();
    expect(rest.messages.filter(({ kind }) => kind === 'warning')).toEqual([]);
  });

  it('says nothing where it is healthy or not told', async () => {
    const { loop, messages } = set(makeRun(settings), new Measured([1.2, undefined, 0.7]));
    await loop.go();
    expect(messages.filter(({ kind }) => kind === 'warning')).toEqual([]);
  });
});
