/** What the page asks of the browser as long as a run or an import is under way; what is returned gives it back. */
export function whileRunning(): () => void {
  const awake = stayAwake();
  addEventListener('beforeunload', askBeforeLeaving);
  return () => {
    awake();
    removeEventListener('beforeunload', askBeforeLeaving);
  };
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** Browsers take a wake lock back whenever the page is hidden, so it is asked for again when it is seen. */
function stayAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let over = false;
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== 'visible') return;
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
