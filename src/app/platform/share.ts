/** The system's own way of passing files on, where the browser has one. */

/** Chromium passes on pictures, text and media only, so the type has to be asked for. */
export function canShareFiles(type: string): boolean {
  return navigator.canShare?.({ files: [new File([''], 'a', { type })] }) ?? false;
}

/** Resolves also where the person changed their mind. */
export async function shareFile({ name, blob }: { name: string; blob: Blob }): Promise<void> {
  try {
    await navigator.share({ files: [new File([blob], name, { type: blob.type })], title: name });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
  }
}
