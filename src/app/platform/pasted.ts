/** What a paste brings, where it is not meant for a field. */

export const pastedFiles = ({ clipboardData }: ClipboardEvent): File[] => [...(clipboardData?.files ?? [])];

/** An address pasted outside of fields; empty where it is none. */
export function pastedAddress({ clipboardData, target }: ClipboardEvent): string {
  if (target instanceof HTMLElement && target.closest('input, textarea, select')) return '';
  const text = clipboardData?.getData('text/plain').trim() ?? '';
  return /^https?:\/\/\S+$/i.test(text) ? text : '';
}
