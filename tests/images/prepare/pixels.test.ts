/** Pixels of focal crops and masks, on pictures that are read as a worker reads them. */
import { describe, expect, it } from 'vitest';
import { boxOfCrop, coverCrop, cropAxes, wholeCrop } from '../../../src/images/crops/crop';
import { debugOf, lookedCrop, lookForFocus, rememberedSight, sightOf, type PixelReader } from '../../../src/images/prepare/focus';
import { croppedMask, maskCrop } from '../../../src/images/prepare/mask';
import { FOCAL_ON } from '../../../src/images/prepare/options';
import { resampleRows, rowsOf } from '../../../src/images/resample';

const size = (width: number, height: number) => ({ width, height });
const TO = size(64, 64);
const WIDE = size(400, 100);

/** Black, with noise from that column on. */
function busyFrom(column: number): PixelReader {
  const rgb = new Uint8Array(WIDE.width * WIDE.height * 3);
  for (let i = 0; i < rgb.length; i++) if (Math.floor(i / 3) % WIDE.width >= column) rgb[i] = (i * 7919) & 255;
  return ({ horizontal }) => rowsOf(rgb, WIDE.width, horizontal);
}

/** RGBA of one colour whose alpha is as told. */
const alphaReader = (alpha: (x: number, y: number) => number): PixelReader => ({ horizontal: { from, to } }) => {
  const row = (y: number): number[] => Array.from({ length: to - from }, (_, i) => [9, 9, 9, alpha(from + i, y)]).flat();
  return { channels: 4, read: (y, count) => Array.from({ length: count }, (_, i) => row(y + i)).flat() };
};

const greyReader = (width: number, grey: (x: number, y: number) => number): PixelReader => ({ horizontal: { from, to } }) => {
  expect(to).toBeLessThanOrEqual(width);
  const row = (y: number): number[] => Array.from({ length: to - from }, (_, i) => Array<number>(3).fill(grey(from + i, y))).flat();
  return { channels: 3, read: (y, count) => Array.from({ length: count }, (_, i) => row(y + i)).flat() };
};

describe('focal cropping', () => {
  const noFaces = () => [];

  it('finds the busy end, in pixels of the source', () => {
    const look = lookForFocus(sightOf(busyFrom(320), WIDE), WIDE, TO, FOCAL_ON, noFaces);
    const debug = debugOf(look);
    expect(debug.focus.x).toBeGreaterThan(300);
    expect(debug.edges!.x).toBeGreaterThan(315);
    expect(debug.face).toBeUndefined();
    expect(debug.box).toEqual(boxOfCrop(look.crop));
    expect(debug.box.x + debug.box.width).toBeLessThanOrEqual(400);
    expect(debug.box).toMatchObject({ y: 0, width: 100, height: 100 });
  });

  it('is drawn to faces, which are told at the size of the source', () => {
    const face = { x: 0, y: 10, width: 20, height: 20 };
    const look = lookForFocus(sightOf(busyFrom(320), WIDE), WIDE, TO, { ...FOCAL_ON, entropy: 0, edges: 0 }, (rgb, scaled) => {
      expect([rgb.length, scaled]).toEqual([256 * 64 * 3, size(256, 64)]);
      return [face];
    });
    const { box, faces, face: mean } = debugOf(look);
    expect(box.x).toBe(0);
    expect(faces).toEqual([{ x: 0, y: 15.625, width: 31.25, height: 31.25 }]);
    expect(mean).toEqual({ x: 10 * 1.5625, y: 16 * 1.5625 });
  });

  it('does not look for faces that weigh nothing', () => {
    const look = () => lookForFocus(sightOf(busyFrom(0), WIDE), WIDE, TO, { face: 0, entropy: 1, edges: 0 }, () => expect.fail());
    expect(look().faces).toEqual([]);
  });

  it('looks once while only weights change, again for another size or with faces', () => {
    const seen: string[] = [];
    const plain = sightOf(busyFrom(200), WIDE);
    const see = rememberedSight((scaled, detect) => {
      seen.push(`${scaled.width} ${detect !== undefined}`);
      return plain(scaled, detect);
    });
    const focus = (weights: Partial<typeof FOCAL_ON>, to = TO) => lookForFocus(see, WIDE, to, { ...FOCAL_ON, face: 0, ...weights }, noFaces).focus.point;
    expect(focus({ entropy: 0 })).toEqual(lookForFocus(plain, WIDE, TO, { ...FOCAL_ON, face: 0, entropy: 0 }, noFaces).focus.point);
    focus({ edges: 0 });
    focus({ face: 1 });
    focus({}, size(32, 32));
    expect(seen).toEqual(['256 false', '256 true', '128 false']);
  });

  it('cuts what it looked at: the same bytes as resizing the crop', () => {
    const read = busyFrom(200);
    const look = lookForFocus(sightOf(read, WIDE), WIDE, TO, FOCAL_ON, noFaces);
    const cut = cropAxes(lookedCrop(look));
    const axes = cropAxes(look.crop);
    expect(resampleRows(rowsOf(look.rgb, look.scaled.width, cut.horizontal), cut)).toEqual(resampleRows(read(axes), axes));
  });
});

describe('a mask', () => {
  const crop = coverCrop(WIDE, TO);

  it('is none where there is none and all is opaque', () => {
    expect(croppedMask(crop, {})).toBeUndefined();
    expect(croppedMask(crop, { alpha: alphaReader(() => 255) })).toBeUndefined();
  });

  it('is the alpha of what is kept', () => {
    // kept: columns 150 to 250
    const mask = croppedMask(crop, { alpha: alphaReader((x) => (x < 200 ? 0 : 255)) })!;
    expect([mask.length, mask[0], mask[20], mask[44], mask[63]]).toEqual([64 * 64, 0, 0, 255, 255]);
    expect(croppedMask(crop, { alpha: alphaReader((x) => (x < 100 ? 0 : 255)) })).toBeUndefined();
  });

  it('is cut as the picture is, whatever its own size, and not turned', () => {
    const half = size(200, 50);
    const mask = croppedMask(crop, { mask: { size: half, read: greyReader(200, (x, y) => (x >= 100 && y < 25 ? 255 : 0)) } })!;
    const at = (x: number, y: number): number => mask[y * 64 + x];
    expect([at(8, 8), at(56, 8), at(8, 56), at(56, 56)]).toEqual([0, 255, 0, 0]);
  });

  it('and alpha count both', () => {
    const mask = croppedMask(crop, {
      alpha: alphaReader((x) => (x < 200 ? 128 : 255)), mask: { size: WIDE, read: greyReader(400, (_, y) => (y < 50 ? 100 : 255)) },
    })!;
    const at = (x: number, y: number): number => mask[y * 64 + x];
    expect([at(8, 8), at(56, 8), at(8, 56), at(56, 56)]).toEqual([50, 100, 128, 255]);
  });

  it('of a picture kept whole is smaller and has its ratio', () => {
    const small = maskCrop(wholeCrop(size(6000, 4000)));
    expect([small.horizontal.length, small.vertical.length]).toEqual([1024, 683]);
    const mask = croppedMask(small, { mask: { size: size(60, 40), read: greyReader(60, (x) => (x < 30 ? 0 : 255)) } })!;
    expect([mask.length, mask[0], mask[1023]]).toEqual([1024 * 683, 0, 255]);
    expect(maskCrop(crop)).toEqual(crop);
  });
});
