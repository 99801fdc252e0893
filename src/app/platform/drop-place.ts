/** Attachment: an element onto which model files may be dropped. */
import type { OfferedFile } from '../../../workers/importer-api';
import { offeredByDrop } from './offered-files';

interface DropPlace {
  /** something is held over it */
  over: (over: boolean) => void;
  dropped: (files: Promise<OfferedFile[]>) => void;
}

export function dropPlace({ over, dropped }: DropPlace): (element: HTMLElement) => () => void {
  // Entering a child comes before leaving its parent.
  let depth = 0;
  const moved = (by: number) => () => over((depth = Math.max(0, depth + by)) > 0);
  const listeners: Partial<Record<keyof HTMLElementEventMap, (event: DragEvent) => void>> = {
    dragenter: moved(1),
    dragleave: moved(-1),
    dragover: (event) => event.preventDefault(),
    drop(event) {
      event.preventDefault();
      over((depth = 0) > 0);
      dropped(offeredByDrop(event.dataTransfer));
    },
  };
  return (element) => {
    const end = new AbortController();
    for (const [name, listener] of Object.entries(listeners)) {
      element.addEventListener(name, listener as EventListener, { signal: end.signal });
    }
    return () => end.abort();
  };
}
