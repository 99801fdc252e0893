/** @file Notes of the system, outside the page. */

/** `missing`: this browser has none. */
export type NotePermission = NotificationPermission | 'missing';

export const notePermission = (): NotePermission => ('Notification' in globalThis ? Notification.permission : 'missing');

/** Only upon a person's click: browsers refuse a page that asks by itself. */
export async function askForNotes(): Promise<NotePermission> {
  return notePermission() === 'default' ? Notification.requestPermission() : notePermission();
}

/** A click on it brings the page to the front. */
export async function showNote(title: string, body: string): Promise<void> {
  if (notePermission() !== 'granted') return;
  const options = { body, icon: 'icon-192.png', tag: 'run' };
  try {
    const note = new Notification(title, options);
    note.onclick = () => window.focus();
  } catch {
    // Android allows them from a service worker only.
    const worker = await navigator.serviceWorker?.getRegistration();
    await worker?.showNotification(title, options).catch(() => undefined);
  }
}
