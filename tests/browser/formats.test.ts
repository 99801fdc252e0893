/** Pictures of every form, decoded by the browser itself: what training gets of them, which way up, and of which frame. */
import { wrap } from 'comlink';
import { afterAll, describe, expect, test } from 'vitest';
import { carryFailures } from '../../workers/failures';
import { mediaTypeOf } from '../../src/images/intake/media-type';
import type { ImagesApi } from '../../workers/api';
import type { IntakeApi } from '../../workers/intake-api';
import noise from '../images/fixtures/whole.json';
import formats from './fixtures/formats.json';

carryFailures();
const imagesWorker = new Worker(new URL('../../workers/images.ts', import.meta.url), { type: 'module' });
const intakeWorker = new Worker(new URL('../../workers/intake.ts', import.meta.url), { type: 'module' });
const images = wrap<ImagesApi>(imagesWorker);
const intake = wrap<IntakeApi>(intakeWorker);
afterAll(() => [imagesWorker, intakeWorker].forEach((worker) => worker.terminate()));

type Name = keyof typeof formats;
const bytesOf = (name: Name): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(formats[name]), (char) => char.charCodeAt(0));
/** As a file whose name and type say nothing. */
const blobOf = (name: Name): Blob => new Blob([bytesOf(name)]);

const [LONG, SHORT] = [48, 32];

/** Red, green, blue, yellow and white by letter; lossy forms are some way off the pure colour. */
const LETTERS: Record<string, string> = { '1,0,0': 'R', '0,1,0': 'G', '0,0,1': 'B', '1,1,0': 'Y', '1,1,1': 'W', '0,0,0': 'black' };
const letterOf = (rgb: readonly number[]): string => LETTERS[String(rgb.map((value) => (value > 191 ? 1 : value < 64 ? 0 : 'between')))] ?? `(${rgb})`;

/** What lies in the middles of the quarters, from the upper left on, and the size. */
function told(pixels: Uint8Array | Uint8ClampedArray, channels: number, { width, height }: { width: number; height: number }): string {
  const at = (x: number, y: number): number[] => [...pixels.subarray((y * width + x) * channels, (y * width + x) * channels + 3)];
  const [w, h] = [width / 4, height / 4];
  return `${[at(w, h), at(3 * w, h), at(w, 3 * h), at(3 * w, 3 * h)].map(letterOf).join('')} ${width}x${height}`;
}

/** As training gets it. */
async function seen(name: Name): Promise<string> {
  const size = await intake.read({ name, source: blobOf(name) });
  const { rgb } = await images.prepare(blobOf(name), name, size.width, size.height);
  return told(rgb, 3, size);
}

/** As an `<img>` of the page shows it. */
async function shown(name: Name): Promise<string> {
  const image = new Image();
  image.src = URL.createObjectURL(blobOf(name));
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.drawImage(image, 0, 0);
  return told(context.getImageData(0, 0, width, height).data, 4, { width, height });
}

const WIDE = `${LONG}x${SHORT}`;
const TALL = `${SHORT}x${LONG}`;

describe('colours and bits', () => {
  test.each<Name>(['avif', 'avif-420', 'avif-10-bit', 'png-palette', 'png-16-bit', 'jpeg-progressive'])('%s', async (name) => {
    expect(await seen(name)).toBe(`RGBY ${WIDE}`);
  });

  test('a CMYK JPEG without a profile is read as screens show it', async () => {
    expect(await seen('jpeg-cmyk')).toBe(`RGBY ${WIDE}`);
  });
});

test.each<Name>(['avif-alpha', 'gif-alpha', 'png-alpha', 'webp-alpha'])('%s: white where nothing is', async (name) => {
  expect(await seen(name)).toBe(`RGWW ${WIDE}`);
});

test.each<Name>(['gif-animated', 'png-animated', 'webp-animated', 'avif-animated'])('%s: its first frame', async (name) => {
  expect(await seen(name)).toBe(`RGBY ${WIDE}`);
});

describe('upright as it was held', () => {
  // what the stored quarters R G / B Y are, by the eight values of EXIF 2.3's tag 274
  test.each<[Name, string]>([
    ['jpeg-lying-1', `RGBY ${WIDE}`], ['jpeg-lying-2', `GRYB ${WIDE}`], ['jpeg-lying-3', `YBGR ${WIDE}`], ['jpeg-lying-4', `BYRG ${WIDE}`],
    ['jpeg-lying-5', `RBGY ${TALL}`], ['jpeg-lying-6', `BRYG ${TALL}`], ['jpeg-lying-7', `YGBR ${TALL}`], ['jpeg-lying-8', `GYRB ${TALL}`],
    ['png-lying-6', `BRYG ${TALL}`], ['avif-turned', `GYRB ${TALL}`],
  ])('%s', async (name, expected) => {
    expect(await seen(name)).toBe(expected);
  });
});

/** Chromium passes over the EXIF data of a WebP, WebKit does not; what is trained on is what the person sees in either. */
test.each<Name>(['webp-lying-6', 'png-lying-6', 'jpeg-lying-6', 'avif-turned'])('%s is trained on as the page shows it', async (name) => {
  expect(await seen(name)).toBe(await shown(name));
});

const whole = (Object.keys(formats) as Name[]).filter((name) => name !== 'heic');

test.each(whole)('%s is stored as given, with its type and a thumbnail of its shape', async (name) => {
  const { blob, thumbnail, width, height } = await intake.read({ name, source: blobOf(name) });
  expect(new Uint8Array(await blob.arrayBuffer())).toEqual(bytesOf(name));
  expect(blob.type).toBe(`image/${name.replace(/-.*/, '')}`);
  const bitmap = await createImageBitmap(thumbnail);
  expect([bitmap.width, bitmap.height]).toEqual([width, height]);
});

test.each(whole)('%s without its second half is refused, not learned half grey', async (name) => {
  const bytes = bytesOf(name);
  const half = new Blob([bytes.subarray(0, bytes.length / 2)]);
  await expect(intake.read({ name, source: half })).rejects.toMatchObject({ code: expect.stringMatching(/^picture\.(cut-short|unreadable)$/), values: { name } });
});

const pixelsOf = async (blob: Blob, name: string): Promise<string> => String((await images.prepare(blob, name, LONG, SHORT)).rgb);

/** Of these forms only the decoder knows whether something is missing (`isCutShort` does not). */
test.each<[Name | 'gif', step: number]>([
  ['gif', 40], ['gif-alpha', 1], ['gif-animated', 1], ['avif', 1], ['avif-alpha', 1], ['avif-animated', 9],
])('%s cut at every %i bytes is refused, or its first frame is whole', async (name, step) => {
  const bytes = Uint8Array.from(atob(name === 'gif' ? noise.gif : formats[name]), (char) => char.charCodeAt(0));
  const expected = await pixelsOf(new Blob([bytes]), name);
  for (let end = 0; end < bytes.length; end += step) {
    const blob = new Blob([bytes.subarray(0, end)]);
    const taken = await intake.read({ name, source: blob }).then(() => true, () => false);
    if (taken) expect(await pixelsOf(blob, name), `cut at ${end}`).toBe(expected);
  }
});

/** Its first bytes tell the size, which is all there is of it: nothing is decoded. */
test.each([[30_000, 15_000], [15_000, 30_000], [30_000, 20]])('a PNG of %i × %i is refused by its head', async (width, height) => {
  const bytes = bytesOf('png-palette');
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  await expect(intake.read({ name: 'wide.png', source: new Blob([bytes]) })).rejects.toMatchObject({ code: 'picture.extreme', values: { name: 'wide.png', width, height } });
});

test('an empty file is told as that; a caption in UTF-16 is read', async () => {
  const utf16 = new Blob([Uint8Array.from([0xff, 0xfe, 0xa2, 0x7e, 0x2c, 0, 0x62, 0])]); // 红,b
  await expect(intake.read({ name: 'a.png', source: new Blob([]), text: utf16 })).rejects.toMatchObject({ code: 'picture.empty' });
  expect((await intake.read({ name: 'a.png', source: blobOf('png-palette'), text: utf16 })).caption).toBe('红,b');
});

/** Chromium reads none; where a browser does, the picture is there and the message is never shown. */
test('HEIC is refused by its own message, which says what to do', async () => {
  expect(mediaTypeOf(bytesOf('heic'))).toBe('image/heic');
  const reads = await createImageBitmap(blobOf('heic')).then(() => true, () => false);
  const reading = intake.read({ name: 'phone.heic', source: blobOf('heic') });
  if (reads) expect(await reading).toMatchObject({ width: LONG, height: SHORT });
  else await expect(reading).rejects.toMatchObject({ code: 'picture.heic', values: { name: 'phone.heic' } });
});
