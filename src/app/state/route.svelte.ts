/** Which screen is shown: the part of the address after `#`. One page app, so that a run goes on behind the other screen. */
export type Screen = 'train' | 'models';

export const ADDRESSES: Record<Screen, string> = { train: '#/', models: '#/models' };

const screenOf = (hash: string): Screen => (hash === ADDRESSES.models ? 'models' : 'train');

export class Route {
  screen = $state<Screen>(screenOf(globalThis.location?.hash ?? ''));

  constructor() {
    globalThis.addEventListener?.('hashchange', () => (this.screen = screenOf(location.hash)));
  }

  go(screen: Screen): void {
    this.screen = screen;
    if (globalThis.location) location.hash = ADDRESSES[screen];
  }
}
