/** @file The number on the installed app's icon; browsers without badges ignore it. */

/** 1..100; undefined takes it away. */
export function showBadge(value: number | undefined): void {
  const done = value === undefined ? navigator.clearAppBadge?.() : navigator.setAppBadge?.(Math.max(1, value));
  done?.catch(() => undefined); // not installed
}
