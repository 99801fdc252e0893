/** The way out in a real browser: pictures keep their bytes and their transparency, masks come out as large as their pictures. */
import { wrap } from 'comlink';
import { afterAll, expect, test } from 'vitest';
import { crc32 } from '../../src/formats/crc32';
import { carryFailures } from '../../workers/failures';
import type { IntakeApi, PackedFile, PackRequest } from '../../workers/intake-api';

carryFailures();
const worker = new Worker(new URL('../../workers/intake.ts', import.meta.url), { type: 'module' });
const intake = wrap<IntakeApi>(worker);
afterAll(() => worker.terminate());

const [WIDTH, HEIGHT] = [48, 32];

/** A GIF of one pixel that is not there. */
const CLEAR_GIF = Uint8Array.from(atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'), (character) => character.charCodeAt(0));

async function painted(width: number, height: number, type: string, paint: (context: OffscreenCanvasRenderingContext2D) => void): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  paint(canvas.getContext('2d')!);
  return canvas.convertToBlob({ type });
}

/** Green on the left half, nothing on the right one. */
const halfThere = (type: string) => painted(WIDTH, HEIGHT, type, (context) => {
  context.fillStyle = 'rgb(0 255 0)';
  context.fillRect(0, 0, WIDTH / 2, HEIGHT);
});

/** As masks are stored: white counts. Here the upper half of the left third, at half the picture's size. */
const mask = () => painted(WIDTH / 2, HEIGHT / 2, 'image/png', (context) => {
  context.fillRect(0, 0, WIDTH / 2, HEIGHT / 2);
  context.fillStyle = 'white';
  context.fillRect(0, 0, WIDTH / 6, HEIGHT / 4);
});

const pack = async (blob: Blob, further: Partial<PackRequest['picture']> = {}, folder = ''): Promise<Map<string, PackedFile>> => {
  const picture = { name: 'p.png', caption: ' a fox ', blob, width: WIDTH, height: HEIGHT, ...further };
  return new Map((await intake.pack({ stem: '00000-0-p', folder, picture, text: true })).map((file) => [file.path, file]));
};

async function pixels({ blob }: PackedFile) {
  const bitmap = await createImageBitmap(blob);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const at = (x: number, y: number): number[] => [...context.getImageData(x, y, 1, 1).data];
  return { size: [bitmap.width, bitmap.height], at };
}

const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());

test('picture, caption and mask, each with the sum of its bytes', async () => {
  const blob = await halfThere('image/png');
  const files = await pack(blob, { mask: await mask() });
  expect([...files.keys()]).toEqual(['00000-0-p.png', '00000-0-p.txt', 'mask/00000-0-p.png']);
  expect(await bytesOf(files.get('00000-0-p.png')!.blob)).toEqual(await bytesOf(blob));
  for (const { blob: content, crc } of files.values()) expect(crc).toBe(crc32(await bytesOf(content)));
});

test('the mask is as large as its picture, upright, white where the picture counts', async () => {
  const { size, at } = await pixels((await pack(await halfThere('image/png'), { mask: await mask() })).get('mask/00000-0-p.png')!);
  expect(size).toEqual([WIDTH, HEIGHT]);
  expect([at(4, 4), at(4, 28), at(40, 4)]).toEqual([[255, 255, 255, 255], [0, 0, 0, 255], [0, 0, 0, 255]]);
});

test('for kohya picture and caption lie in the folder, the mask beside it', async () => {
  const files = await pack(await halfThere('image/png'), { mask: await mask() }, '10_fox');
  expect([...files.keys()]).toEqual(['10_fox/00000-0-p.png', '10_fox/00000-0-p.txt', 'mask/00000-0-p.png']);
});

test.each(['image/png', 'image/webp'])('transparency of %s stays', async (type) => {
  const [file] = (await pack(await halfThere(type))).values();
  const { at } = await pixels(file);
  expect([at(8, 8)[3], at(40, 8)[3]]).toEqual([255, 0]);
});

test('and of a form that becomes PNG', async () => {
  const files = await pack(new Blob([CLEAR_GIF]), { width: 1, height: 1, caption: '' });
  expect([...files.keys()]).toEqual(['00000-0-p.png']);
  const { size, at } = await pixels(files.get('00000-0-p.png')!);
  expect([files.get('00000-0-p.png')!.blob.type, size, at(0, 0)[3]]).toEqual(['image/png', [1, 1], 0]);
});

test('what cannot be converted is refused with its name', async () => {
  await expect(pack(new Blob(['GIF89a, and no more']), { name: 'broken.gif' })).rejects.toMatchObject({ code: 'picture.unreadable', values: { name: 'broken.gif' } });
});
