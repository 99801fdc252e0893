/** Files and folders dropped where pictures go: one that cannot be read keeps no other out. */
import './runes';
import { beforeEach, expect, test } from 'vitest';
import { PictureDrop } from '../../src/app/components/pictures/picture-drop.svelte';
import { droppedPaths } from '../../src/app/platform/dropped-files';
import { App } from '../../src/app/state/app.svelte';
import { fakeServices } from './fakes/services';

let app: App;
const missing = (): DOMException => new DOMException('gone', 'NotFoundError');

type Entry = Pick<FileSystemEntry, 'name' | 'fullPath' | 'isFile'>;
/** A file whose name begins with `broken` cannot be read. */
const entry = (fullPath: string) => ({
  name: fullPath.slice(fullPath.lastIndexOf('/') + 1),
  fullPath,
  isFile: true,
  file(done: FileCallback, fail: ErrorCallback) {
    if (this.name.startsWith('broken')) fail(missing());
    else done(new File(['x'], this.name));
  },
});
/** With all at once, or none where it cannot be listed. */
const folder = (fullPath: string, ...inside: Entry[]) => ({
  name: fullPath.slice(1),
  fullPath,
  isFile: false,
  createReader: () => ({
    readEntries: (done: FileSystemEntriesCallback, fail: ErrorCallback) =>
      fullPath.startsWith('/locked') ? fail(missing()) : done(inside.splice(0) as FileSystemEntry[]),
  }),
});
const transferOf = (...entries: Entry[]) => ({ items: entries.map((one) => ({ webkitGetAsEntry: () => one })), files: [] }) as unknown as DataTransfer;

const drop = (...entries: Entry[]) =>
  new PictureDrop(app.pictures, app.notices).handlers.ondrop({ preventDefault: () => undefined, dataTransfer: transferOf(...entries) } as unknown as DragEvent);
const names = () => app.pictures.list.map(({ name }) => name);
const notices = () => app.notices.list.map(({ failure }) => [failure.code, failure.values]);

beforeEach(async () => {
  app = new App(fakeServices());
  await app.open();
});

test('the good ones of a folder come in, the bad one is named', async () => {
  await drop(folder('/set', entry('/set/a.png'), entry('/set/broken.png'), entry('/set/b.png')));
  expect(names()).toEqual(['a.png', 'b.png']);
  expect(notices()).toEqual([['picture.unreadable', { name: 'broken.png' }]]);
});

test('a folder that cannot be listed is named too; many are one notice', async () => {
  await drop(folder('/locked'), entry('/broken.png'), entry('/a.png'));
  expect(names()).toEqual(['a.png']);
  expect(notices()).toEqual([['picture.left-out', { count: 2, names: 'broken.png, locked' }]]);
});

test('nothing readable is told; nothing dropped is not', async () => {
  await drop(entry('/broken.png'));
  expect(notices()).toEqual([['picture.unreadable', { name: 'broken.png' }]]);
  app.notices.clear();
  await drop();
  expect([names(), notices()]).toEqual([[], []]);
});

test('what else goes wrong is told', async () => {
  app.pictures.add = async () => {
    throw new Error('no');
  };
  await drop(entry('/a.png'));
  expect(notices()).toEqual([['internal', { message: 'no' }]]);
});

test('files of a model come all or not at all', async () => {
  await expect(droppedPaths(transferOf(entry('/a.json'), entry('/broken.bin')))).rejects.toThrow('gone');
});
