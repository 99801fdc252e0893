/** What a paste brings, where it is not meant for a field. */

export const pastedFiles = ({ clipboardData }: ClipboardEvent): File[] => [...(clipboardData?.files ?? [])];

/**
 * As `pastedFiles`. A copied picture without a file comes as `image.png`, which says nothing of it: named by digits alone, it
 * has no words that A1111, or this app, would take from its name as a caption.
 */
export function pastedPictures(event: ClipboardEvent, now = new Date()): File[] {
  const time = now.toISOString().slice(0, 19).replace(/\D/g, '');
  return pastedFiles(event).map((file, i) => {
    const ending = /^image(\.\w+)$/i.exec(file.name)?.[1];
    return ending ? new File([file], `${time}-${i}${ending}`, { type: file.type }) : file;
  });
}

/** An address pasted outside of fields; empty where it is none. */
export function pastedAddress({ clipboardData, target }: ClipboardEvent): string {
  if (target instanceof HTMLElement && target.closest('input, textarea, select')) return '';
  const text = clipboardData?.getData('text/plain').trim() ?? '';
  return /^https?:\/\/\S+$/i.test(text) ? text : '';
}
