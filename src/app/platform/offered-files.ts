/** Model files of a drop, a picker or an input; with handles where the browser gives them, so that a killed import can go on. */
import type { OfferedFile } from '../../../workers/importer-api';
import { droppedPaths } from './dropped-files';
import { childrenOfHandle, handleOf, pickers } from './file-system-access';

export async function offeredByDrop(transfer: DataTransfer | null): Promise<OfferedFile[]> {
  const asked = [...(transfer?.items ?? [])].filter(({ kind }) => kind === 'file').map(handleOf);
  // Both ways begin before the first wait: after it the browser has emptied the drop.
  const plain = droppedPaths(transfer);
  const handles = (await Promise.all(asked)).filter((handle) => !!handle);
  if (!handles.length || handles.length < asked.length) return plain;
  return (await Promise.all(handles.map((handle) => filesOfHandle(handle)))).flat();
}

/** Empty where the person chose nothing; undefined where the browser has no such picker. */
export async function offeredByPicker(what: 'file' | 'folder'): Promise<OfferedFile[] | undefined> {
  const { showOpenFilePicker, showDirectoryPicker } = pickers();
  const pick = what === 'file' ? showOpenFilePicker : showDirectoryPicker;
  if (!pick) return undefined;
  try {
    const handles = [await pick()].flat();
    return (await Promise.all(handles.map((handle) => filesOfHandle(handle)))).flat();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return [];
    throw error;
  }
}

export const offeredByInput = (input: HTMLInputElement): OfferedFile[] =>
  [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

/** `root`: the folder that was given, of what lies in one. */
export async function filesOfHandle(handle: FileSystemHandle, folder = '', root?: FileSystemDirectoryHandle): Promise<OfferedFile[]> {
  const path = folder + handle.name;
  if (handle.kind === 'file') {
    const file = handle as FileSystemFileHandle;
    return [{ path, file: await file.getFile(), handle: file, ...(root && { root }) }];
  }
  const found: OfferedFile[] = [];
  const inside = handle as FileSystemDirectoryHandle;
  for await (const child of childrenOfHandle(inside)) {
    found.push(...(await filesOfHandle(child, `${path}/`, root ?? inside)));
  }
  return found;
}
