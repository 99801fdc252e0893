/** Files of a drop, folders walked through. */
export interface DroppedFile {
  /** begins with the name of the folder that was dropped, if one was */
  path: string;
  file: File;
}

/** Gets the name of a file or folder that cannot be read. */
type Refused = (name: string) => void;

export async function droppedFiles(transfer: DataTransfer | null): Promise<File[]> {
  return (await droppedPaths(transfer)).map(({ file }) => file);
}

/** What cannot be read is left out and handed to `refused`; without that nothing comes. */
export async function droppedPaths(transfer: DataTransfer | null, refused?: Refused): Promise<DroppedFile[]> {
  if (!transfer) return [];
  // Entries are gone once the event is over, so all are taken before the first wait.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => !!entry);
  if (!entries.length) return [...transfer.files].map((file) => ({ path: file.name, file }));
  return filesOfAll(entries, refused);
}

async function filesOfAll(entries: readonly FileSystemEntry[], refused?: Refused): Promise<DroppedFile[]> {
  const each = async (entry: FileSystemEntry): Promise<DroppedFile[]> => {
    try {
      return await filesOf(entry, refused);
    } catch (error) {
      if (!refused) throw error;
      refused(entry.name);
      return [];
    }
  };
  return (await Promise.all(entries.map(each))).flat();
}

async function filesOf(entry: FileSystemEntry, refused?: Refused): Promise<DroppedFile[]> {
  if (entry.isFile) return [{ path: entry.fullPath.replace(/^\//, ''), file: await fileOf(entry as FileSystemFileEntry) }];
  return filesOfAll(await childrenOf((entry as FileSystemDirectoryEntry).createReader()), refused);
}

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((done, fail) => entry.file(done, fail));

/** A reader gives at most 100 at a time, and nothing when it has given all. */
async function childrenOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (!some.length) return all;
    all.push(...some);
  }
}
