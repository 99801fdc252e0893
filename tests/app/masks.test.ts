import './runes';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MaskPixels } from '../../src/images/masks/mask';
import { Masks } from '../../src/app/state/pictures/masks.svelte';
import type { MaskImages } from '../../src/app/platform/mask-images';
import type { Size } from '../../src/images/probe-size';
import type { Picture } from '../../src/store/records';

const blank = (id: string, mask?: Blob): Picture =>
  ({ id, name: `${id}.png`, caption: '', blob: new Blob([id]), thumbnail: new Blob(), width: 40, height: 20, mask });

/** PNGs of this test are the mask's bytes. */
const images: MaskImages = {
  readMask: async (blob, size) => ({ ...size, values: new Uint8Array(await blob.arrayBuffer()) }),
  readAlpha: async (blob, { width, height }) => ({ width, height, values: new Uint8Array(width * height).fill(255, (await blob.text()) === 'glass' ? 400 : 0) }),
  toPng: async ({ values }) => new Blob([values.slice()]),
};

const settings = new Map<string, unknown>();

function opened(...list: Picture[]) {
  settings.clear();
  return openedAgain(...list);
}

/** A new page over what was stored. */
function openedAgain(...list: Picture[]) {
  const pictures = {
    list,
    writes: 0,
    async alter(changes: Readonly<Record<string, Pick<Picture, 'crop'> | Pick<Picture, 'mask'>>>) {
      this.writes++;
      this.list = this.list.map((picture) => ({ ...picture, ...changes[picture.id] }));
    },
  };
  const asked: string[] = [];
  const services = {
    workers: { taggers: { segment: async (id: string, _: Blob, name: string, { width, height }: Size, place: string) => (asked.push(`${id} ${name} ${place}`), new Uint8Array(width * height).fill(9, 1)) } },
    store: {
      trainerIsBusy: async () => busy.now,
      loadSettings: async <T>(key: string) => settings.get(key) as T | undefined,
      saveSettings: async (key: string, value: unknown) => void settings.set(key, value),
    },
  };
  const busy = { now: false };
  const failures: unknown[] = [];
  const guard = (work: () => Promise<unknown>) => work().then(() => true, (error: unknown) => !failures.push(error));
  const masks = new Masks(pictures, { guard }, services, images);
  masks.brush = { size: 40, softness: 0, erase: false };
  const paint = (x: number, y: number, erase = false) => {
    const stroke = masks.begin(erase)!;
    stroke.to({ x, y });
    masks.end(stroke);
  };
  return { pictures, masks, paint, failures, asked, busy };
}

const at = (mask: MaskPixels | undefined, x: number, y: number) => mask?.values[y * mask.width + x];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a mask being painted', () => {
  it('begins as nothing where something is added, as everything where something is taken away', async () => {
    const { masks, paint } = opened(blank('a'));
    await masks.open();
    paint(20, 10);
    expect([at(masks.editor?.mask, 20, 10), at(masks.editor?.mask, 2, 2)]).toEqual([255, 0]);
    masks.undo();
    expect(masks.editor?.mask).toBeUndefined();
    paint(20, 10, true);
    expect([at(masks.editor?.mask, 20, 10), at(masks.editor?.mask, 2, 2)]).toEqual([0, 255]);
  });

  it('goes back and forth, and what is new ends what was undone', async () => {
    const { masks, paint } = opened(blank('a'));
    await masks.open();
    paint(5, 5);
    const first = masks.editor?.mask;
    masks.invert();
    masks.undo();
    expect(masks.editor?.mask).toBe(first);
    masks.redo();
    expect(at(masks.editor?.mask, 5, 5)).toBe(0);
    masks.undo();
    masks.fill(true);
    masks.redo();
    expect([masks.editor?.plain, masks.editor?.share, masks.editor?.canRedo]).toEqual([true, 1, false]);
  });

  it('is written once for strokes that follow each other', async () => {
    const { pictures, masks, paint } = opened(blank('a'));
    await masks.open();
    for (let x = 2; x < 40; x += 4) paint(x, 10);
    expect([pictures.writes, masks.kept]).toEqual([0, false]);
    await vi.advanceTimersByTimeAsync(600);
    expect([pictures.writes, masks.kept]).toEqual([1, true]);
    expect(await images.readMask(pictures.list[0].mask!, masks.editor!.size)).toEqual(masks.editor!.mask);
    masks.remove();
    await masks.flush();
    expect([pictures.writes, pictures.list[0].mask]).toEqual([2, undefined]);
  });

  it('stays each picture’s own, steps back too', async () => {
    const stored = new Blob([new Uint8Array(800).fill(99)]);
    const { pictures, masks, paint } = opened(blank('a'), blank('b', stored));
    await masks.open();
    paint(5, 5);
    masks.look(pictures.list[1]);
    await masks.open();
    expect(at(masks.editor?.mask, 0, 0)).toBe(99);
    masks.invert();
    await masks.flush();
    expect(pictures.writes).toBe(1);
    masks.look(pictures.list[0]);
    await masks.open();
    masks.undo();
    await masks.flush();
    expect([pictures.list[0].mask, pictures.list[1].mask?.size]).toEqual([undefined, 800]);
  });

  it('is read again where it was changed elsewhere', async () => {
    const { pictures, masks, paint } = opened(blank('a'));
    await masks.open();
    paint(5, 5);
    await masks.flush();
    pictures.list = [blank('a', new Blob([new Uint8Array(800).fill(7)]))];
    await masks.open();
    expect(at(masks.editor?.mask, 5, 5)).toBe(7);
  });

  it('is made of transparency where there is some', async () => {
    const { masks } = opened({ ...blank('a'), blob: new Blob(['glass']) }, blank('b'));
    await masks.open();
    await masks.fromAlpha();
    // ten of 20 rows
    expect(masks.editor?.share).toBe(0.5);
    const before = masks.editor?.mask;
    masks.look({ ...blank('b') });
    await masks.open();
    await masks.fromAlpha();
    expect([masks.opaque, masks.editor?.mask, before?.width]).toEqual([true, undefined, 40]);
  });

  it('is what a model sees, on the processor while a run trains, and can be taken back', async () => {
    const { masks, asked, busy } = opened(blank('a'));
    await masks.open();
    await masks.findSubject('m');
    expect([at(masks.editor?.mask, 0, 0), at(masks.editor?.mask, 39, 19), masks.finding]).toEqual([0, 9, false]);
    busy.now = true;
    await masks.findSubject('m');
    expect(asked).toEqual(['m a.png auto', 'm a.png wasm']);
    masks.undo();
    masks.undo();
    expect(masks.editor?.mask).toBeUndefined();
  });

  it('that cannot be read is said, and nothing is painted', async () => {
    const { masks, failures } = opened(blank('a', { arrayBuffer: () => Promise.reject(new Error('gone')) } as unknown as Blob));
    await masks.open();
    expect([failures.length, masks.editor, masks.begin()]).toEqual([1, undefined, undefined]);
  });
});

describe('the brush', () => {
  it('is over a reload what it was left as', async () => {
    const { masks } = opened(blank('a'));
    await masks.openBrush();
    Object.assign(masks.brush, { size: 33, softness: 70, erase: true });
    masks.keepBrush();
    const next = openedAgain(blank('a')).masks;
    await next.openBrush();
    expect(next.brush).toEqual({ size: 33, softness: 70, erase: true });
  });

  it('is not stored before it was read, nor where it has not changed', async () => {
    const { masks } = opened(blank('a'));
    settings.set('mask-brush', { size: 5, softness: 1, erase: false });
    masks.keepBrush();
    await masks.openBrush();
    expect(masks.brush.size).toBe(5);
    settings.clear();
    masks.keepBrush();
    expect(settings.size).toBe(0);
  });

  it.each([[{ size: 0, softness: 3, erase: false }], [{ size: 5, softness: 101, erase: false }], [{ size: '5', softness: 3, erase: false }], [{ size: 5, softness: 3 }], [null], ['x']])('%j is none', async (stored) => {
    const { masks } = opened(blank('a'));
    settings.set('mask-brush', stored);
    await masks.openBrush();
    expect(masks.brush).toEqual({ size: 40, softness: 0, erase: false });
  });
});
