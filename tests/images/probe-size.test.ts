import { expect, test } from 'vitest';
import { Failure } from '../../src/failure';
import { refuseExtremes } from '../../src/images/limits';
import { probeSize } from '../../src/images/probe-size';
import heads from './fixtures/heads.json';

test.each(heads)('$kind of $width × $height', ({ head, width, height }) => {
  expect(probeSize(Buffer.from(head, 'base64'))).toEqual({ width, height });
});

test('what is cut short or no picture has no size', () => {
  for (const { head } of heads) expect(probeSize(Buffer.from(head, 'base64').subarray(0, 9))).toBeUndefined();
  expect(probeSize(new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBeUndefined();
  expect(probeSize(new Uint8Array())).toBeUndefined();
  expect(probeSize(new Uint8Array([0xff, 0xd8, 0xff, 0xff, 0xff, 0xff]))).toBeUndefined();
});

test.each([
  [20000, 10], [16385, 16385], [15, 15], [16, 321], [330, 16], [0, 0],
])('%i × %i is refused', (width, height) => {
  const refuse = () => refuseExtremes('strip.png', { width, height });
  expect(refuse).toThrow(Failure);
  expect(refuse).toThrow(expect.objectContaining({ code: 'picture.extreme', values: { name: 'strip.png', width, height } }));
});

test.each([[16, 16], [320, 16], [16384, 820], [6000, 4000]])('%i × %i is taken', (width, height) => {
  expect(() => refuseExtremes('a.png', { width, height })).not.toThrow();
});
