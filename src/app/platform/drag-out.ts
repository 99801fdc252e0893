/**
 * Attachment: an element that can be dragged out of the page as a file, where the browser does that (Chromium). What is
 * dragged has to be there when the drag begins, so it is made when the button goes down; a drag before that does not begin.
 */
interface DraggedFile {
  name: string;
  blob: Blob;
}

export function dragOut(make: () => Promise<DraggedFile>): (element: HTMLElement) => () => void {
  return (element) => {
    const end = new AbortController();
    let entry = '';
    const prepare = async () => {
      entry = '';
      const file = await make().catch(() => undefined);
      if (file) entry = entryOf(file);
    };
    const begin = (event: DragEvent) => {
      if (!entry || !event.dataTransfer) return event.preventDefault();
      event.dataTransfer.setData('DownloadURL', entry);
      event.dataTransfer.effectAllowed = 'copy';
    };
    element.addEventListener('pointerdown', () => void prepare(), { signal: end.signal });
    element.addEventListener('dragstart', begin, { signal: end.signal });
    return () => end.abort();
  };
}

const KEPT_MS = 120_000;

/** `type:name:address`; colons in a name would end it. The browser reads the address after the drop. */
function entryOf({ name, blob }: DraggedFile): string {
  const url = URL.createObjectURL(blob);
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
  return `${blob.type}:${name.replaceAll(':', '_')}:${url}`;
}
