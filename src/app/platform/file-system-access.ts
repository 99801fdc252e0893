/** What Chromium has of the File System Access API and TypeScript does not know: pickers, handles of a drop, permission. */
type Permission = 'granted' | 'denied' | 'prompt';

interface Pickers {
  showOpenFilePicker?: (options?: { multiple?: boolean }) => Promise<FileSystemFileHandle[]>;
  showDirectoryPicker?: () => Promise<FileSystemDirectoryHandle>;
}

interface Asking {
  queryPermission?: (mode: { mode: 'read' }) => Promise<Permission>;
  requestPermission?: (mode: { mode: 'read' }) => Promise<Permission>;
}

type WithHandle = DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> };
type WithValues = FileSystemDirectoryHandle & { values: () => AsyncIterable<FileSystemHandle> };

export const pickers = (): Pickers => globalThis as Pickers;

/** undefined where the browser gives none; call before the first wait of a drop, later the item is gone. */
export const handleOf = (item: DataTransferItem): Promise<FileSystemHandle | null> | undefined =>
  (item as WithHandle).getAsFileSystemHandle?.();

export const childrenOfHandle = (folder: FileSystemDirectoryHandle): AsyncIterable<FileSystemHandle> =>
  (folder as WithValues).values();

/**
 * Asks the person for files or a folder that an earlier page was given; only within a click. False as soon as one is refused.
 * Where the browser has no such question, reading will tell.
 */
export async function mayRead(handles: readonly FileSystemHandle[]): Promise<boolean> {
  for (const handle of handles) {
    const asking = handle as FileSystemHandle & Asking;
    const known = await asking.queryPermission?.({ mode: 'read' });
    const answer = known === 'prompt' ? await asking.requestPermission?.({ mode: 'read' }) : known;
    if (answer && answer !== 'granted') return false;
  }
  return true;
}
