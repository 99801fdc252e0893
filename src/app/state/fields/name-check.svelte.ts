/** What is odd about a name, looked up while it is typed. */
import type { NameTrouble } from '../../../library/names';
import { otherNames } from '../../logic/library/library-list';
import type { Services } from '../../services';
import type { Learned } from '../library/learned.svelte';

const TYPING_PAUSE_MS = 250;

export class NameCheck {
  troubles = $state.raw<readonly NameTrouble[]>([]);
  private asked = '';

  constructor(
    private readonly services: Services,
    private readonly learned: Learned,
  ) {}

  /** Call while a component is made: follows the name as long as it lives. `self`: the word of that name, if there is one. */
  watch(name: () => string, self: () => string | undefined = () => undefined): void {
    $effect(() => {
      const [text, id] = [name().trim(), self()];
      const others = otherNames(this.learned.list, id);
      const timer = setTimeout(() => void this.look(text, others), TYPING_PAUSE_MS);
      return () => clearTimeout(timer);
    });
  }

  /** Nothing is shown where it cannot be told. */
  async look(name: string, others: readonly string[]): Promise<void> {
    this.asked = name;
    const found = name ? await this.services.workers.library.nameTroubles(name, [...others]).catch(() => []) : [];
    if (this.asked === name) this.troubles = found;
  }
}
