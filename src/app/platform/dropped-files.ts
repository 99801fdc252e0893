/** Files of a drop, folders walked through. */
export interface DroppedFile {
  /** begins with the name of the folder that was dropped, if one was */
  path: string;
  file: File;
}

export async function droppedFiles(transfer: DataTransfer | null): Promise<File[]> {
  return (await droppedPaths(transfer)).map(({ file }) => file);
}

export async function droppedPaths(transfer: DataTransfer | null): Promise<DroppedFile[]> {
  if (!transfer) return [];
  // Entries are gone once the event is over, so all are taken before the first wait.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => !!entry);
  if (!entries.length) return [...transfer.files].map((file) => ({ path: file.name, file }));
  return (await Promise.all(entries.map(filesOf))).flat();
}

async function filesOf(entry: FileSystemEntry): Promise<DroppedFile[]> {
  if (entry.isFile) return [{ path: entry.fullPath.replace(/^\//, ''), file: await fileOf(entry as FileSystemFileEntry) }];
  const children = await childrenOf((entry as FileSystemDirectoryEntry).createReader());
  return (await Promise.all(children.map(filesOf))).flat();
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
