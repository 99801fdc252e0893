/** Whether what is typed there is text: keys that mean something elsewhere are letters then. */
export function isTextField(target: EventTarget | null): target is HTMLElement {
  if (target instanceof HTMLTextAreaElement) return true;
  if (!(target instanceof HTMLInputElement)) return target instanceof HTMLElement && target.isContentEditable;
  return !['checkbox', 'radio', 'range', 'button', 'file'].includes(target.type);
}
