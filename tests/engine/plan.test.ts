/** The plan, without a GPU: what lives together never overlaps; the sizes of Stable Diffusion 1.5. */
import { describe, expect, it } from 'vitest';
import { packArena } from '../../src/engine/pack';
import { plan } from '../../src/engine/plan';
import { stepGraphs } from '../../src/train/step/step-graph';
import { SD15 } from '../nets/sd15';
import { CASES, drawer } from './cases';
import { clashes } from './ownership';
import { trained } from './trained';

/** Written on its own: two things that share a moment and a segment must not share a byte. */
function overlaps(items: readonly { id: number; bytes: number; start: number; end: number }[], places: ReadonlyMap<number, { segment: number; offset: number }>): number {
  let found = 0;
  for (const a of items)
    for (const b of items) {
      if (a.id >= b.id || a.end < b.start || b.end < a.start) continue;
      const [p, q] = [places.get(a.id)!, places.get(b.id)!];
      if (p.segment === q.segment && p.offset < q.offset + b.bytes && q.offset < p.offset + a.bytes) found++;
    }
  return found;
}

const whole = (draw: () => number, below: number): number => Math.floor(((draw() + 1) / 2) * below);

describe('packArena', () => {
  it.each([1, 2, 3, 4])('keeps apart what lives together, and inside its segment (%i)', (seed) => {
    const draw = drawer(seed);
    const items = Array.from({ length: 300 }, (_, id) => {
      const start = whole(draw, 200) - 1;
      return { id, bytes: 16 + 16 * whole(draw, 400), start, end: start + whole(draw, 40) };
    });
    const { places, segments } = packArena(items, 20_000, 256);
    expect(overlaps(items, places)).toBe(0);
    for (const { id, bytes } of items) {
      const { segment, offset } = places.get(id)!;
      expect(offset % 256).toBe(0);
      expect(offset + bytes).toBeLessThanOrEqual(segments[segment]);
    }
    const sum = items.reduce((total, { bytes }) => total + bytes, 0);
    expect(segments.reduce((a, b) => a + b, 0)).toBeLessThan(sum / 2);
  });

  it('finds an overlap that is planted', () => {
    const items = [{ id: 0, bytes: 64, start: 0, end: 2 }, { id: 1, bytes: 64, start: 2, end: 3 }];
    const same = { segment: 0, offset: 0, bytes: 64 };
    expect(overlaps(items, new Map([[0, same], [1, same]]))).toBe(1);
  });

  it('gives a thing larger than a segment one of its own', () => {
    const items = [{ id: 0, bytes: 5000, start: 0, end: 9 }, { id: 1, bytes: 100, start: 0, end: 9 }];
    const { segments } = packArena(items, 1024, 256);
    expect(segments).toEqual([5120, 256]);
  });
});

describe('plan', () => {
  const LIMIT = 128 * 1024 * 1024;
  const caseSource = (entry: (typeof CASES)[number]) => {
    const { graph, losses, found } = trained(entry);
    return { graph, outputs: { losses, ...Object.fromEntries(found.entries()) } };
  };

  it('overwrites nothing that is still needed, in every case and its gradients', () => {
    for (const entry of CASES.filter(({ forwardOnly }) => !forwardOnly)) {
      const program = plan({ only: caseSource(entry) }, 'packed', LIMIT).programs.get('only')!;
      expect([entry.name, ...clashes(program, 'packed')]).toEqual([entry.name]);
    }
  });

  it.each(['f32', 'f16'] as const)('overwrites nothing that is still needed, in a step of SD 1.5 (%s)', (storage) => {
    const step = stepGraphs(SD15, { batch: 1, height: 64, width: 64, vectors: 4, accumulate: 1 });
    const planned = plan({ ...step }, storage, LIMIT);
    for (const program of planned.programs.values()) expect(clashes(program, storage)).toEqual([]);
  });

  it('is found out where a tensor is put upon another', () => {
    const attention = CASES.find(({ name }) => name.startsWith('attention self'))!;
    const program = plan({ only: caseSource(attention) }, 'f32', LIMIT).programs.get('only')!;
    const [first] = program.source.graph.inputs.values();
    const places = new Map([...program.places].map(([id, place]) => [id, id === program.source.outputs.losses.id ? program.places.get(first.id)! : place]));
    expect(clashes({ ...program, places }, 'f32')).not.toEqual([]);
  });

  it('is empty for no programs but for the zeros of absent bindings', () => {
    expect(plan({}, 'f32', 1 << 30).bytes).toBe(8 * 256);
  });
});
