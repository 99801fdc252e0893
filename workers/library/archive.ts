/** Many files as one zip, made file by file. */
import { StoredZip } from '../../src/formats/zip-write';

/** Path, and a way to its bytes: one file is in memory at a time. */
export type Entry = [path: string, bytes: () => Promise<Uint8Array<ArrayBuffer>>];

/** Parts that are written go into a Blob, which the browser may keep on the disk. */
export async function archive(entries: readonly Entry[]): Promise<Blob> {
  const zip = new StoredZip();
  const parts: Blob[] = [];
  for (const [name, read] of entries) {
    const bytes = await read();
    parts.push(new Blob([zip.head({ name, bytes }), bytes]));
  }
  return new Blob([...parts, zip.end()], { type: 'application/zip' });
}
