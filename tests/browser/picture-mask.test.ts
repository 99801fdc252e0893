/** The pictures' worker on what is transparent: white behind it, and its alpha as a mask, not squeezed by the colours' own alpha. */
import { wrap } from 'comlink';
import { afterAll, expect, test } from 'vitest';
import type { ImagesApi, MaskedPicture, MasksApi } from '../../workers/api';

const worker = new Worker(new URL('../../workers/images.ts', import.meta.url), { type: 'module' });
const images = wrap<ImagesApi & MasksApi>(worker);
afterAll(() => worker.terminate());

const [WIDTH, HEIGHT] = [48, 32];

/** Green: opaque on the left third, half transparent on the next, not there on the last. */
async function picture(type: string): Promise<Blob> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d')!;
  const third = WIDTH / 3;
  context.fillStyle = 'rgb(0 255 0)';
  context.fillRect(0, 0, third, HEIGHT);
  context.fillStyle = 'rgb(0 255 0 / 50%)';
  context.fillRect(third, 0, third, HEIGHT);
  return canvas.convertToBlob({ type });
}

const masked = async (type: string): Promise<MaskedPicture> => ({ blob: await picture(type), name: 'p', width: WIDTH, height: HEIGHT });

async function upperHalf(width: number, height: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  context.fillRect(0, 0, width, height);
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height / 2);
  return canvas.convertToBlob({ type: 'image/png' });
}

test('what is transparent is white behind the picture', async () => {
  const { rgb } = await images.prepare(await picture('image/png'), 'p', WIDTH, HEIGHT);
  const at = (x: number): number[] => [...rgb.subarray((5 * WIDTH + x) * 3, (5 * WIDTH + x) * 3 + 3)];
  expect([at(4), at(40)]).toEqual([[0, 255, 0], [255, 255, 255]]);
  for (const value of [at(24)[0], at(24)[2]]) expect(Math.abs(value - 128)).toBeLessThan(3);
});

test('its alpha is the mask, lying as the picture does', async () => {
  const alpha = (await images.mask(await masked('image/png'), { width: WIDTH, height: HEIGHT }, 16))!;
  const expected = [255, 128, 0, 255, 128, 0];
  expect(alpha).toHaveLength((WIDTH / 16) * (HEIGHT / 16));
  // the resize rings a little beside an edge
  alpha.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(4));
});

test('a picture without alpha has none', async () => {
  expect(await images.mask(await masked('image/jpeg'), { width: WIDTH, height: HEIGHT }, 16)).toBeUndefined();
});

test('a painted mask of another size is scaled, and transparency takes from it', async () => {
  const size = { width: WIDTH, height: HEIGHT };
  const mask = await upperHalf(WIDTH * 3, HEIGHT * 3);
  const of = async (type: string): Promise<Float32Array> => (await images.mask({ ...(await masked(type)), mask }, size, 16))!;
  const near = (values: Float32Array, expected: number[]) => expected.forEach((value, i) => expect(Math.abs(values[i] - value)).toBeLessThan(4));
  near(await of('image/jpeg'), [255, 255, 255, 0, 0, 0]);
  near(await of('image/png'), [255, 128, 0, 0, 0, 0]);
});
