/** Pictures that come in: archives, captions beside them, what is there already, what is left out, a way to stop. */
import './runes';
import { beforeEach, expect, test, vi } from 'vitest';
import { Failure } from '../../src/failure';
import { App } from '../../src/app/state/app.svelte';
import { ExportPictures } from '../../src/app/state/pictures/export-pictures.svelte';
import { blobSource } from '../../src/formats/byte-source';
import { openZip } from '../../src/formats/zip-read';
import { inBatches } from '../../src/app/logic/in-batches';
import { pastedPictures } from '../../src/app/platform/pasted';
import { captionFromName } from '../../src/images/caption';
import { fakeServices, type Fake } from './fakes/services';

let fake: Fake;
let app: App;
const file = (name: string, content = 'x'): File => new File([content], name);
const names = (): string[] => app.pictures.list.map(({ name }) => name);
const notices = () => app.notices.list.map(({ failure }) => [failure.code, failure.values] as const);

beforeEach(async () => {
  fake = fakeServices();
  app = new App(fake);
  await app.open();
});

test('an archive’s files take its place, with the captions inside; what it is beside is not mixed in', async () => {
  fake.intake.inside = ['deep/b.png', 'deep/b.txt', 'c.png'];
  await app.pictures.add([file('a.png'), file('set.zip'), file('c.txt', 'of no picture'), file('d.png')]);
  expect(app.pictures.list.map(({ name, caption }) => [name, caption])).toEqual([['a.png', ''], ['b.png', 'deep/b.txt'], ['c.png', ''], ['d.png', '']]);
  expect(notices()).toEqual([]);
});

test('a path of a dropped folder tells captions of the same name apart; hidden files are not looked at', async () => {
  const offered = [['x/1.png', ''], ['y/1.png', ''], ['y/1.txt', 'of y'], ['x/._1.png', ''], ['__MACOSX/x/bad.png', '']];
  await app.pictures.add(offered.map(([path, content], i) => ({ path, file: file(`${i}`, content) })));
  // the fake takes a name for the content
  expect(app.pictures.list.map(({ name, caption }) => [name, caption])).toEqual([['1.png', '']]);
  expect(notices()).toEqual([['picture.twice', { count: 1 }]]);
});

test('what is there already is not added again, and is told once', async () => {
  await app.pictures.add([file('a.png'), file('b.png')]);
  await app.pictures.add([file('b.png'), file('c.png'), file('c.png'), file('a.png')]);
  expect(names()).toEqual(['a.png', 'b.png', 'c.png']);
  expect(notices()).toEqual([['picture.twice', { count: 3 }]]);
});

test('a run cannot start with some of the pictures only', async () => {
  const seen: boolean[] = [];
  const { intake } = fake.workers;
  const { read } = intake;
  intake.read = async (...given) => (seen.push(app.reading, app.queueReady), read(...given));
  expect([app.reading, app.queueReady]).toEqual([false, true]);
  await app.pictures.add([file('a.png')]);
  expect([seen, app.reading, app.queueReady]).toEqual([[true, false], false, true]);
});

test('sets of earlier versions are hashed first', async () => {
  await app.pictures.add([file('a.png')]);
  const { dataset } = app.pictures;
  app.pictures.dataset = { ...dataset, pictures: dataset.pictures.map((picture) => ({ ...picture, digest: undefined })) };
  await app.pictures.add([file('a.png')]);
  expect(names()).toEqual(['a.png']);
});

test('one bad file is told by itself, many in one notice', async () => {
  await app.pictures.add([file('bad.png'), file('a.png')]);
  expect(notices()).toEqual([['picture.unreadable', { name: 'bad.png' }]]);
  app.notices.clear();
  await app.pictures.add([file('bad.zip'), ...Array.from({ length: 200 }, (_, i) => file(`bad-${i}.png`)), file('b.png')]);
  expect(names()).toEqual(['a.png', 'b.png']);
  const [[code, values]] = notices();
  expect([code, values.count, notices().length]).toEqual(['picture.left-out', 201, 1]);
  expect(values.names).toMatch(/^bad\.zip, bad-0\.png, .*bad-8\.png, …$/);
});

test('given files are let go: what is stored takes their place, also where a caption was typed meanwhile', async () => {
  const { loadDataset } = fake.store;
  const fromStore = new WeakSet<Blob>();
  fake.store.loadDataset = async (id) => {
    const dataset = await loadDataset(id);
    await app.pictures.captions(new Map([[app.pictures.list[0].id, 'typed']]));
    const pictures = dataset!.pictures.map((picture) => ({ ...picture, caption: 'old', blob: new Blob([picture.blob]), thumbnail: new Blob() }));
    for (const { blob } of pictures) fromStore.add(blob);
    return { ...dataset!, pictures };
  };
  await app.pictures.add([file('a.png'), file('b.png')]);
  expect(app.pictures.list.map(({ name, caption, blob }) => [name, caption, fromStore.has(blob)])).toEqual([['a.png', 'typed', true], ['b.png', '', true]]);
  expect(await app.pictures.list[0].thumbnail.text()).toBe('t');
  const held = app.pictures.list.map(({ blob }) => blob);
  await app.pictures.add([file('c.png')]);
  expect(app.pictures.list.map(({ blob }, i) => blob === held[i])).toEqual([true, true, false]);
});

test('where the store cannot be read, given files stay, without a word', async () => {
  fake.store.loadDataset = async () => {
    throw new Failure('store.failed');
  };
  await app.pictures.add([file('a.png')]);
  expect([app.pictures.list[0].blob instanceof File, notices()]).toEqual([true, []]);
});

test('an archive in an archive is not opened; nothing found is said', async () => {
  fake.intake.inside = ['inner.zip'];
  await app.pictures.add([file('outer.zip')]);
  await app.pictures.add([file('.hidden.png')]);
  expect(notices()).toEqual([['picture.archive-in-archive', { name: 'inner.zip' }], ['picture.none-found', {}]]);
});

test('120 pictures are three writes', async () => {
  const save = vi.spyOn(fake.store, 'saveDataset');
  await app.pictures.add(Array.from({ length: 120 }, (_, i) => file(`${i}.png`)));
  expect(save.mock.calls.map(([{ pictures }]) => pictures.length)).toEqual([50, 100, 120]);
  expect(names()).toEqual(Array.from({ length: 120 }, (_, i) => `${i}.png`));
});

test('stopped: what was read stays, the rest is left without a word', async () => {
  let open = (): void => undefined;
  await app.pictures.add([file('a.png')]);
  fake.intake.gate = new Promise((done) => (open = done));
  const adding = app.pictures.add([file('b.png'), file('c.png')]);
  await vi.waitFor(() => expect([app.pictures.intake.left, app.pictures.intake.total]).toEqual([2, 2]));
  app.pictures.intake.cancel();
  open();
  await adding;
  expect([names(), notices(), app.pictures.intake.left]).toEqual([['a.png'], [], 0]);
});

test('a full store stops the reading, is told, and leaves nothing counted', async () => {
  fake.store.saveDataset = async () => {
    throw new Failure('store.quota', { need: 9, free: 1 });
  };
  await app.notices.guard(() => app.pictures.add(Array.from({ length: 300 }, (_, i) => file(`${i}.png`))));
  expect(notices()).toEqual([['store.quota', { need: 9, free: 1 }]]);
  expect(app.pictures.intake.left).toBe(0);
});

test('batches are in order, with a bounded number begun', async () => {
  const begun = { now: 0, most: 0 };
  const work = async (n: number): Promise<number> => {
    begun.most = Math.max(begun.most, ++begun.now);
    await new Promise((done) => setTimeout(done, n % 3));
    return n;
  };
  const taken: number[][] = [];
  const take = async (some: number[]): Promise<void> => void (begun.now -= taken.push(some) && some.length);
  await inBatches([...Array(10).keys()], work, { size: 4, ahead: 6, take });
  expect(taken).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]);
  expect(begun.most).toBe(6);
});

test('a pasted picture has no words in its name; a pasted file keeps its own', () => {
  const paste = (...files: File[]) => ({ clipboardData: { files } }) as unknown as ClipboardEvent;
  const pasted = pastedPictures(paste(file('image.png'), file('image.png'), file('fox.png')), new Date(0));
  expect(pasted.map(({ name }) => name)).toEqual(['19700101000000-0.png', '19700101000000-1.png', 'fox.png']);
  expect(pasted.map(({ name }) => captionFromName(name))).toEqual(['', '', 'fox']);
});

test('the way out: every picture, its caption beside it or in its name', async () => {
  await app.pictures.add([file('a.png'), file('a.txt', 'red'), file('b.png')]);
  const out = new ExportPictures(fake, app.notices);
  const namesIn = async (form: 'text' | 'name') => [...(await openZip(blobSource((await out.archive(app.pictures.list, form))!))).keys()];
  expect(await namesIn('text')).toEqual(['00000-0-a.png', '00000-0-a.txt', '00001-0-b.png']);
  expect(await namesIn('name')).toEqual(['00000-0-red.png', '00001-0-b.png']);
  expect(out.left).toBe(0);
});

test('for kohya pictures and captions lie in a folder of repeats and word; the choice is kept over a reload', async () => {
  await app.pictures.add([file('a.png'), file('a.txt', 'red')]);
  expect(app.archive.folder('my-word')).toBe('');
  app.archive.choose({ layout: 'kohya' });
  expect([app.archive.folder('my-word'), app.archive.folder(' a/b: '), app.archive.folder('')]).toEqual(['10_my-word', '10_ab', '10_word']);
  const zip = await app.archive.archive(app.pictures.list, 'text', app.archive.folder('my-word'));
  expect([...(await openZip(blobSource(zip!))).keys()]).toEqual(['10_my-word/00000-0-a.png', '10_my-word/00000-0-a.txt']);
  app.archive.choose({ repeats: '3' });
  const next = new App(fake);
  await next.open();
  expect(next.archive.folder('fox')).toBe('3_fox');
});

test.each(['', '0', '1.5', '-1', '1e2', '1001', 'x'])('repeats of “%s” are none', (repeats) => {
  app.archive.choose({ layout: 'kohya', repeats });
  expect(app.archive.folder('fox')).toBeUndefined();
});

test('a stored choice that is none is left', async () => {
  fake.stored.settings.set('archive', { layout: 'tar', repeats: 5 });
  const next = new App(fake);
  await next.open();
  expect(next.archive.choice).toEqual({ layout: 'flat', repeats: '10' });
});

test('stopped on the way out: no archive, no notice', async () => {
  await app.pictures.add([file('a.png'), file('b.png')]);
  const out = new ExportPictures(fake, app.notices);
  fake.intake.pack = async (_, signal) => {
    out.cancel();
    throw signal.reason;
  };
  expect(await out.archive(app.pictures.list, 'text')).toBeUndefined();
  expect([notices(), out.left]).toEqual([[], 0]);
});

test('a picture that cannot be packed is left out and named; the others are there. Where none can, there is no archive', async () => {
  await app.pictures.add(Array.from({ length: 20 }, (_, i) => file(`${i}.png`)));
  const { pack } = fake.intake;
  const refusing = (bad: (name: string) => boolean) => {
    fake.intake.pack = async (request, signal) => {
      if (bad(request.picture.name)) throw new Failure('picture.unreadable', { name: request.picture.name });
      return pack(request, signal);
    };
  };
  const out = new ExportPictures(fake, app.notices);
  refusing((name) => ['0.png', '7.png', '19.png'].includes(name));
  const zip = await openZip(blobSource((await out.archive(app.pictures.list, 'text'))!));
  expect([...zip.keys()]).toEqual(Array.from({ length: 18 }, (_, i) => i + 1).filter((i) => i !== 7).map((i) => `${String(i).padStart(5, '0')}-0-${i}.png`));
  expect(notices()).toEqual([['picture.not-packed', { count: 3, names: '0.png, 7.png, 19.png' }]]);
  app.notices.clear();
  refusing(() => true);
  expect(await out.archive(app.pictures.list, 'text')).toBeUndefined();
  expect(await out.archive(app.pictures.list.slice(0, 1), 'text')).toBeUndefined();
  expect([notices().map(([code, { count }]) => [code, count]), out.left]).toEqual([[['picture.none-packed', 20], ['picture.none-packed', 1]], 0]);
});
