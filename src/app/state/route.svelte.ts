/** Which screen is shown: the part of the address after `#`. One page app, so that a run goes on behind the other screen. */
export type Screen = 'train' | 'models' | 'library' | 'runs' | 'workshop' | 'bench';

export const ADDRESSES: Record<Screen, string> = { train: '#/', models: '#/models', library: '#/library', runs: '#/runs', workshop: '#/pictures', bench: '#/bench' };

const SCREENS = Object.entries(ADDRESSES) as [Screen, string][];

/** What is done to the pictures there. */
export const WORKSHOP_VIEWS = ['captions', 'prepare', 'tagging', 'masks', 'advice'] as const;
export type WorkshopView = (typeof WORKSHOP_VIEWS)[number];

/** `#/pictures/masks` */
export const workshopAddress = (view: WorkshopView): string => [ADDRESSES.workshop, view].join('/');

/** What of the library is shown, and of which words; without any: all of them. */
export type LibraryView = 'word' | 'compare' | 'combine';

/** `#/library/word/ID`, `#/library/compare/ID/ID` */
export const libraryAddress = (view: LibraryView, ids: readonly string[]): string =>
  [ADDRESSES.library, view, ...ids.map(encodeURIComponent)].join('/');

/** What of the runs is shown; without any: all of them. */
export type RunsView = 'run' | 'compare';

/** `#/runs/run/ID`, `#/runs/compare/ID/ID` */
export const runsAddress = (view: RunsView, ids: readonly string[]): string => [ADDRESSES.runs, view, ...ids.map(encodeURIComponent)].join('/');

/** `#/with/…`: settings to take, on the cards' own screen */
const WITH = 'with';

export const linkAddress = (packed: string): string => `#/${WITH}/${packed}`;

interface Place {
  screen: Screen;
  /** after the screen's own part */
  rest: readonly string[];
  /** packed settings */
  link?: string;
}

function placeOf(hash: string): Place {
  const [, first, ...rest] = hash.split('/').map(decoded);
  const screen = SCREENS.find(([, address]) => first && address === `#/${first}`)?.[0] ?? 'train';
  return { screen, rest, ...(first === WITH ? { link: rest.join('/') } : {}) };
}

/** A broken escape stays as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export class Route {
  private place = $state.raw<Place>(placeOf(globalThis.location?.hash ?? ''));

  constructor() {
    globalThis.addEventListener?.('hashchange', () => (this.place = placeOf(location.hash)));
  }

  get screen(): Screen {
    return this.place.screen;
  }

  /** undefined where the library shows all words */
  get library(): { view: LibraryView; ids: readonly string[] } | undefined {
    const [view, ...ids] = this.place.rest;
    return view === 'word' || view === 'compare' || view === 'combine' ? { view, ids } : undefined;
  }

  /** undefined where all runs are shown */
  get runs(): { view: RunsView; ids: readonly string[] } | undefined {
    const [view, ...ids] = this.place.rest;
    return view === 'run' || view === 'compare' ? { view, ids } : undefined;
  }

  get workshop(): WorkshopView {
    return WORKSHOP_VIEWS.find((view) => view === this.place.rest[0]) ?? 'captions';
  }

  /** Settings that the address brings, until it is replaced. */
  get link(): string | undefined {
    return this.place.link;
  }

  /** Without a way back. */
  replace(screen: Screen): void {
    this.place = placeOf(ADDRESSES[screen]);
    globalThis.history?.replaceState(null, '', ADDRESSES[screen]);
  }

  go(screen: Screen): void {
    this.open(ADDRESSES[screen]);
  }

  /** An address that begins with `#`. */
  open(address: string): void {
    this.place = placeOf(address);
    if (globalThis.location) location.hash = address;
  }
}
