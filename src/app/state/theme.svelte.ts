/** Light or dark: the system's choice unless the person makes one. Styles know only `data-theme` on the root. */
import { Persisted } from './persisted.svelte';

export type ThemeChoice = 'system' | 'light' | 'dark';
export const THEMES: ThemeChoice[] = ['system', 'light', 'dark'];

class Theme {
  private readonly choice = new Persisted<ThemeChoice>('theme', THEMES, 'system');
  private readonly query = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
  #systemDark = $state(false);

  constructor() {
    this.#systemDark = this.query?.matches ?? false;
    this.query?.addEventListener('change', (event) => (this.#systemDark = event.matches));
  }

  get value(): ThemeChoice {
    return this.choice.value;
  }

  set value(value: ThemeChoice) {
    this.choice.value = value;
  }

  get shown(): 'light' | 'dark' {
    if (this.value !== 'system') return this.value;
    return this.#systemDark ? 'dark' : 'light';
  }
}

export const theme = new Theme();
