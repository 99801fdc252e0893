/** A preparing worker on pictures drawn here: what it makes, the way up it makes it, and where training looks in it. */
import { wrap } from 'comlink';
import { afterAll, describe, expect, test } from 'vitest';
import { carryFailures } from '../../workers/failures';
import { AUTO_SIZE_ON, FOCAL_ON, PREPARE_DEFAULTS, SPLIT_ON, type PrepareOptions } from '../../src/images/prepare/options';
import type { MadePicture, PreparerApi, SourcePicture } from '../../workers/preparer-api';
import facePicture from '../images/fixtures/face.png?url';

carryFailures();
const worker = new Worker(new URL('../../workers/preparer.ts', import.meta.url), { type: 'module' });
const preparer = wrap<PreparerApi>(worker);
afterAll(() => worker.terminate());

type Draw = (context: OffscreenCanvasRenderingContext2D) => void;

function drawn(width: number, height: number, draw: Draw, type = 'image/png'): Promise<Blob> {
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  draw(context);
  return context.canvas.convertToBlob({ type, quality: 1 });
}

function fill(context: OffscreenCanvasRenderingContext2D, colour: string, ...box: [number, number, number, number]): void {
  context.fillStyle = colour;
  context.fillRect(...box);
}

/** Red, green, blue and yellow in the corners, from the upper left on. */
const quarters = (width: number, height: number): Draw => (context) => {
  const [w, h] = [width / 2, height / 2];
  fill(context, 'rgb(255 0 0)', 0, 0, w, h);
  fill(context, 'rgb(0 255 0)', w, 0, w, h);
  fill(context, 'rgb(0 0 255)', 0, h, w, h);
  fill(context, 'rgb(255 255 0)', w, h, w, h);
};
const COLOURS: Record<string, string> = { '255,0,0': 'R', '0,255,0': 'G', '0,0,255': 'B', '255,255,0': 'Y', '255,255,255': 'W' };

async function pixelsOf(blob: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(blob);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/** Values at shares of width and height. */
async function valuesAt(blob: Blob, ...shares: [x: number, y: number][]): Promise<number[][]> {
  const { data, width, height } = await pixelsOf(blob);
  return shares.map(([x, y]) => {
    const at = (Math.floor(y * height) * width + Math.floor(x * width)) * 4;
    return [...data.slice(at, at + 3)];
  });
}

const CORNERS: [number, number][] = [[0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]];
/** What lies in the corners; JPEG's colours are rounded to the nearest pure one. */
const cornersOf = async (blob: Blob): Promise<string> =>
  (await valuesAt(blob, ...CORNERS)).map((rgb) => COLOURS[String(rgb.map((value) => (value > 127 ? 255 : 0)))] ?? '?').join('');
const greyAt = async (blob: Blob, ...shares: [number, number][]): Promise<number[]> => (await valuesAt(blob, ...shares)).map(([grey]) => grey);

const make = (blob: Blob, options: Partial<PrepareOptions> = {}, more: Partial<SourcePicture> = {}): Promise<MadePicture[]> =>
  preparer.prepare({ name: 'p', blob, ...more }, { ...PREPARE_DEFAULTS, width: 128, height: 128, ...options });
const told = (made: readonly MadePicture[]) => made.map(({ by, flip, width, height }) => `${by} ${flip ?? '-'} ${width}x${height}`);

describe('what is made', () => {
  test('is a PNG of the size that it says, with a thumbnail', async () => {
    const [made, ...others] = await make(await drawn(400, 300, quarters(400, 300)));
    expect(others).toEqual([]);
    const scale = 400 / 170; // 170 x 128, cut at 85 - 64
    expect([made.by, made.blob.type, made.mask]).toEqual(['cover', 'image/png', undefined]);
    expect(made.box).toEqual({ x: 21 * scale, y: 0, width: 128 * scale, height: 300 });
    const { width, height } = await pixelsOf(made.blob);
    expect([width, height, made.width, made.height]).toEqual([128, 128, 128, 128]);
    expect(await cornersOf(made.blob)).toBe('RGBY');
    expect(await cornersOf(made.thumbnail)).toBe('RGBY');
  });

  test('is mirrored in every way asked for', async () => {
    const made = await make(await drawn(300, 300, quarters(300, 300)), { flips: ['both', 'vertical', 'horizontal'] });
    expect(told(made)).toEqual(['cover - 128x128', 'cover horizontal 128x128', 'cover vertical 128x128', 'cover both 128x128']);
    expect(await Promise.all(made.map(({ blob }) => cornersOf(blob)))).toEqual(['RGBY', 'GRYB', 'BYRG', 'YBGR']);
    expect(await cornersOf(made[3].thumbnail)).toBe('YBGR');
  });

  test('is what all options together ask for, in order', async () => {
    const wide = await drawn(640, 128, quarters(640, 128));
    const made = await make(wide, { split: SPLIT_ON, focal: { ...FOCAL_ON, face: 0 }, autoSize: { ...AUTO_SIZE_ON, minSide: 64, threshold: 0.3 }, keepOriginal: true });
    expect(told(made)).toEqual([...Array<string>(6).fill('split - 128x128'), 'focal - 128x128', 'auto-size - 768x192', 'original - 640x128']);
    expect([await cornersOf(made[0].blob), await cornersOf(made[5].blob), await cornersOf(made[8].blob)]).toEqual(['RRBB', 'GGYY', 'RGBY']);
  });

  test('has the pixels of its box, whichever option made it', async () => {
    const all = { split: { threshold: 0.7, overlap: 0 }, focal: FOCAL_ON, autoSize: { ...AUTO_SIZE_ON, minSide: 64, maxSide: 256 }, keepOriginal: true };
    const made = await make(await drawn(320, 200, quarters(320, 200)), all);
    expect(made.map(({ by }) => by)).toEqual(['split', 'split', 'focal', 'auto-size', 'original']);
    for (const { by, box, blob } of made) {
      const colours = CORNERS.map(([x, y]) => (box.y + y * box.height < 100 ? 'RG' : 'BY')[box.x + x * box.width < 160 ? 0 : 1]);
      expect(await cornersOf(blob), by).toBe(colours.join(''));
    }
  });

  test('is nothing where no size suits', async () => {
    expect(await make(await drawn(600, 100, quarters(600, 100)), { autoSize: AUTO_SIZE_ON })).toEqual([]);
  });

  test('is the hand crop where there is one', async () => {
    const made = await make(await drawn(400, 200, quarters(400, 200)), { focal: FOCAL_ON }, { crop: { x: 210, y: 110, width: 80, height: 80 } });
    expect([told(made), await cornersOf(made[0].blob)]).toEqual([['hand - 128x128'], 'YYYY']);
  });

  test('is planned as it is made', async () => {
    const blob = await drawn(640, 128, quarters(640, 128));
    const options = { ...PREPARE_DEFAULTS, width: 128, height: 128, split: SPLIT_ON, focal: FOCAL_ON, flips: ['horizontal' as const] };
    const { made, focal } = await preparer.plan({ name: 'p', blob }, options);
    const real = await preparer.prepare({ name: 'p', blob }, options);
    expect(made).toEqual(real.map(({ width, height, by, flip, box }) => ({ width, height, by, ...(flip && { flip }), box })));
    expect(focal!.box).toEqual(made.find(({ by }) => by === 'focal')!.box);
  });
});

describe('focal cropping', () => {
  test('keeps the face', async () => {
    const face = await createImageBitmap(await (await fetch(facePicture)).blob());
    const wide = await drawn(3 * face.height, face.height, (context) => {
      fill(context, 'grey', 0, 0, 3 * face.height, face.height);
      context.drawImage(face, 3 * face.height - face.width, 0);
    });
    const { focal } = await preparer.plan({ name: 'p', blob: wide }, { ...PREPARE_DEFAULTS, width: 256, height: 256, focal: { ...FOCAL_ON, entropy: 0, edges: 0 } });
    expect(focal!.faces.length).toBeGreaterThan(0);
    expect(focal!.box.x + focal!.box.width).toBeGreaterThan(3 * face.height - face.width);
    const { x, width } = focal!.faces[0];
    expect([x >= focal!.box.x, x + width <= focal!.box.x + focal!.box.width]).toEqual([true, true]);
  });
});

/** A JPEG's bytes with an EXIF segment that says how the picture lies. */
async function lying(jpeg: Blob, orientation: number): Promise<Blob> {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  const exif = [...new TextEncoder().encode('Exif\0\0'), ...tiff];
  const segment = [0xff, 0xe1, 0, exif.length + 2, ...exif];
  return new Blob([jpeg.slice(0, 2), Uint8Array.from(segment), jpeg.slice(2)], { type: 'image/jpeg' });
}

test('a picture lies as its EXIF data says, boxes and originals too', async () => {
  const blob = await lying(await drawn(400, 200, quarters(400, 200), 'image/jpeg'), 6); // a quarter turn to the right
  const made = await make(blob, { keepOriginal: true }, { crop: { x: 0, y: 200, width: 200, height: 200 } });
  expect(told(made)).toEqual(['hand - 128x128', 'original - 200x400']);
  expect([await cornersOf(made[0].blob), await cornersOf(made[1].blob)]).toEqual(['YGYG', 'BRYG']);
});

describe('where training looks', () => {
  const left: Draw = (context) => {
    fill(context, 'black', 0, 0, 50, 50);
    fill(context, 'white', 0, 0, 25, 50);
  };

  test('goes with the picture, cut and mirrored', async () => {
    const blob = await drawn(400, 400, quarters(400, 400), 'image/jpeg');
    const made = await make(blob, { flips: ['horizontal'], keepOriginal: true }, { mask: await drawn(50, 50, left), crop: { x: 100, y: 100, width: 200, height: 200 } });
    const sides = await Promise.all(made.map(({ mask }) => greyAt(mask!, [0.1, 0.3], [0.9, 0.7])));
    expect(sides).toEqual([[255, 0], [0, 255], [255, 0], [0, 255]]);
    const { width, height } = await pixelsOf(made[0].mask!);
    expect([width, height]).toEqual([128, 128]);
  });

  test('is where the picture is opaque; what is not there is white', async () => {
    const half = await drawn(200, 200, (context) => fill(context, 'rgb(255 0 0)', 0, 0, 100, 200));
    const [made] = await make(half);
    expect(await cornersOf(made.blob)).toBe('RWRW');
    expect(await greyAt(made.mask!, [0.1, 0.5], [0.9, 0.5])).toEqual([255, 0]);
    const [cut] = await make(half, {}, { crop: { x: 0, y: 0, width: 80, height: 80 } });
    expect(cut.mask).toBeUndefined();
  });

  test('is both where there is both', async () => {
    const top = await drawn(200, 200, (context) => fill(context, 'rgb(255 0 0)', 0, 0, 200, 100));
    const [made] = await make(top, {}, { mask: await drawn(50, 50, left) });
    expect(await greyAt(made.mask!, ...CORNERS)).toEqual([255, 0, 0, 0]);
  });
});

describe('what cannot be read', () => {
  test.each([
    ['no picture', new Blob(['text']), 'picture.unreadable'],
    ['nothing', new Blob([]), 'picture.unreadable'],
  ])('%s', async (_, blob, code) => {
    await expect(make(blob)).rejects.toMatchObject({ code, values: { name: 'p' } });
  });

  test('a picture far too wide', async () => {
    await expect(make(await drawn(4000, 20, quarters(4000, 20)))).rejects.toMatchObject({ code: 'picture.extreme', values: { width: 4000, height: 20 } });
  });

  test('the worker goes on after it', async () => {
    expect(await make(await drawn(200, 200, quarters(200, 200)))).toHaveLength(1);
  });
});
