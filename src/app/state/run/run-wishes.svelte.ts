/** @file What a person wants of the browser while a run is under way: the screen on, a note at the end. Outlives the page. */
import { askForNotes, notePermission, type NotePermission } from '../../platform/notification';
import { Persisted } from '../persisted.svelte';

const SWITCH = ['on', 'off'] as const;
type Switch = (typeof SWITCH)[number];

class RunWishes {
  private readonly screen = new Persisted<Switch>('keep-awake', SWITCH, 'on');
  private readonly note = new Persisted<Switch>('tell-when-done', SWITCH, 'off');
  /** the browser's word on notes */
  permission = $state.raw<NotePermission>(notePermission());

  get awake(): boolean {
    return this.screen.value === 'on';
  }

  set awake(wanted: boolean) {
    this.screen.value = wanted ? 'on' : 'off';
  }

  get tell(): boolean {
    return this.note.value === 'on' && this.permission === 'granted';
  }

  /** The browser is asked here and nowhere else: by a click. */
  async wantNote(wanted: boolean): Promise<void> {
    if (wanted) this.permission = await askForNotes();
    this.note.value = wanted && this.permission === 'granted' ? 'on' : 'off';
  }
}

export const wishes = new RunWishes();
