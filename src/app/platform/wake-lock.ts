/** @file The screen that stays on. */

export const canStayAwake = (): boolean => 'wakeLock' in navigator;

/** What is returned lets it sleep. Browsers take a wake lock back whenever the page is hidden, so it is asked for again when it is seen. */
export function stayAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let over = false;
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== 'visible' || (lock && !lock.released)) return;
    // Refused on low battery, say: the run goes on without.
    lock = await navigator.wakeLock?.request('screen').catch(() => undefined);
    if (over) void lock?.release();
  };
  const again = (): void => void ask();
  document.addEventListener('visibilitychange', again);
  again();
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', again);
    void lock?.release();
  };
}
