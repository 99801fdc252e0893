/// <reference types="vite-plugin-pwa/client" />
/** The service worker: keeps the shell for use offline; a new version waits until the person agrees to reload. */
import { registerSW } from 'virtual:pwa-register';

export interface OfflineListener {
  /** the whole shell is kept: from now on the page opens without a network */
  ready?: () => void;
  /** a new version waits; call `apply` to switch to it, which reloads the page */
  update?: (apply: () => Promise<void>) => void;
  /** registration was refused (private window, plain http): the page works, but only online */
  failed?: (error: unknown) => void;
}

/** Call once, after the first paint. Does nothing where service workers are missing. */
export function keepOffline(listener: OfflineListener = {}): void {
  const apply = registerSW({
    onOfflineReady: () => listener.ready?.(),
    onNeedRefresh: () => listener.update?.(() => apply(true)),
    onRegisterError: (error: unknown) => listener.failed?.(error),
  });
}
