import { describe, expect, it } from 'vitest';
import { drawCaption } from '../../src/train/prompts/tags';

const caption = 'a, b,c , d, e, f, g, h';
const off = { shuffle: false, dropout: 0 };

describe('drawCaption', () => {
  it('leaves a caption alone where nothing is asked for', () => {
    expect(drawCaption(caption, off, 1, 5)).toBe(caption);
  });

  it('shuffles tags, spaces and all, another way for each sample and the same way for the same', () => {
    const drawn = Array.from({ length: 20 }, (_, sample) => drawCaption(caption, { ...off, shuffle: true }, 1, sample));
    for (const one of drawn) expect(one.split(',').sort()).toEqual(caption.split(',').sort());
    expect(new Set(drawn).size).toBeGreaterThan(15);
    expect(drawCaption(caption, { ...off, shuffle: true }, 1, 7)).toBe(drawn[7]);
    expect(drawCaption(caption, { ...off, shuffle: true }, 2, 7)).not.toBe(drawn[7]);
  });

  it('leaves tags out as often as asked, order kept', () => {
    const drawn = Array.from({ length: 2000 }, (_, sample) => drawCaption(caption, { ...off, dropout: 0.25 }, 3, sample));
    const kept = drawn.reduce((sum, one) => sum + (one === '' ? 0 : one.split(',').length), 0) / (2000 * 8);
    expect(Math.abs(kept - 0.75)).toBeLessThan(0.01);
    for (const one of drawn.slice(0, 50)) {
      const places = one.split(',').filter(Boolean).map((tag) => caption.indexOf(tag.trim()));
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
    expect(drawCaption(caption, { ...off, dropout: 1 }, 3, 0)).toBe('');
  });
});
