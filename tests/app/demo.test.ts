/** The picture sets that ship with the app, as they lie in public/. */
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { bundledDemo, captionOf } from '../../src/app/demo';
import { pairCaptions } from '../../src/images/caption';

beforeEach(() => {
  vi.stubGlobal('document', { baseURI: 'http://page/app/' });
  vi.stubGlobal('fetch', async (url: string) => new Response(readFileSync(url.replace('http://page/app', 'public'))));
  return () => vi.unstubAllGlobals();
});

describe('the bundled sets', () => {
  test('of a thing are pictures alone', async () => {
    const [thing] = await bundledDemo.sets();
    expect(thing.kind).toBe('subject');
    const files = await bundledDemo.pictures(thing);
    expect(files.map(({ name }) => name)).toEqual(thing.pictures.map((path) => path.split('/')[1]));
  });

  test('of a style tell what each picture shows', async () => {
    const style = (await bundledDemo.sets()).find(({ kind }) => kind === 'style')!;
    const pairs = pairCaptions(await bundledDemo.pictures(style), ({ name }) => name);
    const captions = new Map(await Promise.all(pairs.map(async ({ picture, text }) => [picture.name, await text?.text()] as const)));
    expect(captions.size).toBe(style.pictures.length);
    expect([...captions.values()].filter((caption) => !caption)).toEqual([]);
    expect(captions.get('fluentcolor-red-apple.png')).toBe('red apple');
    expect(style.pictures.map((path) => captionOf(style, path))).toEqual([...captions.values()]);
  });
});
