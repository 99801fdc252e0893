/** A folder that was given is asked for once, and its files are found through it again. */
import { expect, test } from 'vitest';
import { filesOfHandle } from '../../src/app/platform/offered-files';
import { handlesOf, isResumable, openFiles, reopenFile } from '../../workers/importing/offered';

interface Tree {
  [name: string]: Tree | string;
}

/** What a browser gives for a folder. */
function folder(name: string, tree: Tree): FileSystemDirectoryHandle {
  const child = (inner: string): FileSystemHandle => {
    const content = tree[inner];
    if (content === undefined) throw new DOMException('gone', 'NotFoundError');
    return typeof content === 'string' ? leaf(inner, content) : folder(inner, content);
  };
  const values = async function* () {
    for (const inner of Object.keys(tree)) yield child(inner);
  };
  return { kind: 'directory', name, values, getDirectoryHandle: async (inner: string) => child(inner), getFileHandle: async (inner: string) => child(inner) } as unknown as FileSystemDirectoryHandle;
}

const leaf = (name: string, content: string) =>
  ({ kind: 'file', name, getFile: async () => new File([content], name, { lastModified: 7 }) }) as unknown as FileSystemFileHandle;

const read = async ({ source }: Awaited<ReturnType<typeof reopenFile>>) => new TextDecoder().decode(await source.read(0, source.size));

test('each of its files, at any depth, is opened again through the folder', async () => {
  const tree = { 'model_index.json': '{}', unet: { deep: { 'w.bin': 'deep' }, 'config.json': 'unet' } };
  const root = folder('sd', tree);
  const { stored } = openFiles(await filesOfHandle(root));
  if (stored.kind !== 'files') throw new Error('files were given');
  expect(stored.files.map(({ path }) => path)).toEqual(['sd/model_index.json', 'sd/unet/deep/w.bin', 'sd/unet/config.json']);
  expect([isResumable(stored), handlesOf(stored)]).toEqual([true, [root]]);
  const fileOf = (handle: FileSystemFileHandle) => handle.getFile();
  const again = await Promise.all(stored.files.map(async (file) => read(await reopenFile(file, fileOf))));
  expect(again).toEqual(['{}', 'deep', 'unet']);
  delete (tree.unet as Tree).deep;
  await expect(reopenFile(stored.files[1], fileOf)).rejects.toMatchObject({ code: 'import.source-unreadable' });
});

test('a file alone is asked for itself', async () => {
  const handle = leaf('a.ckpt', 'x');
  const { stored } = openFiles(await filesOfHandle(handle));
  expect([isResumable(stored), handlesOf(stored)]).toEqual([true, [handle]]);
});
