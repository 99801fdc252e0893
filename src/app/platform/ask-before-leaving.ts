/** The browser asks before the page is left as long as a run or an import is under way, or something painted is not stored; what is returned ends that. */
export function askBeforeLeaving(): () => void {
  const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
  addEventListener('beforeunload', ask);
  return () => removeEventListener('beforeunload', ask);
}
