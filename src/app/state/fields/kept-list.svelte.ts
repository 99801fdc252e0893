/** Things a person keeps under names of their own: presets, sentences. Plain data in the store's settings. */
import { Failure } from '../../../failure';
import type { Services } from '../../services';

export interface Named {
  name: string;
}

const LONGEST_NAME = 60;

export class KeptList<T extends Named> {
  list = $state.raw<readonly T[]>([]);

  /** `valid`: whether what an older version of the app, or someone else, wrote is one of these. */
  constructor(
    private readonly services: Services,
    private readonly key: string,
    private readonly valid: (value: unknown) => value is T,
  ) {}

  byName(name: string): T | undefined {
    return this.list.find((one) => one.name === name);
  }

  async open(): Promise<void> {
    const stored = await this.services.store.loadSettings<unknown>(this.key);
    this.list = Array.isArray(stored) ? stored.filter(this.valid) : [];
  }

  /** One of the same name is replaced. Throws `kept.name` {most}. */
  async keep(one: T): Promise<T> {
    const kept = { ...one, name: checkedName(one.name) };
    const others = this.list.filter(({ name }) => name !== kept.name);
    await this.write([...others, kept]);
    return kept;
  }

  /** Throws `kept.name` {most}, `kept.taken` {name}. */
  async rename(from: string, to: string): Promise<string> {
    const name = checkedName(to);
    if (name !== from && this.byName(name)) throw new Failure('kept.taken', { name });
    await this.write(this.list.map((one) => (one.name === from ? { ...one, name } : one)));
    return name;
  }

  async remove(name: string): Promise<void> {
    await this.write(this.list.filter((one) => one.name !== name));
  }

  /** What could not be stored is not shown as kept. */
  private async write(list: readonly T[]): Promise<void> {
    const sorted = [...list].sort((a, b) => a.name.localeCompare(b.name));
    await this.services.store.saveSettings(this.key, sorted);
    this.list = sorted;
  }
}

function checkedName(text: string): string {
  const name = text.normalize('NFC').trim();
  if (name === '' || name.length > LONGEST_NAME) throw new Failure('kept.name', { most: LONGEST_NAME });
  return name;
}
