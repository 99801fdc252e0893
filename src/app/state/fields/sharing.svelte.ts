/** Settings that come from elsewhere: a link, a file, a preset, an earlier run. They are taken at once, said, and can be taken back. */
import { Failure } from '../../../failure';
import type { EmbeddingInfo } from '../../../store/records';
import type { LiveChange, RunSettings } from '../../../train/settings';
import type { Draft, DraftKey } from '../../logic/fields/draft';
import { differing, impersonal } from '../../logic/sharing/settings-choice';
import { readSettingsFile, writeSettingsFile } from '../../logic/sharing/settings-file';
import { readLink, writeLink } from '../../logic/sharing/settings-link';
import { draftOf } from '../../logic/fields/write-draft';
import type { FurtherDraft } from '../../logic/fields/further';
import type { Services } from '../../services';
import { KeptList } from './kept-list.svelte';
import { isOwnPreset, type OwnPreset, type Setup, type SetupChoice } from './setup.svelte';

/** What happened to the fields, until the person has read it. */
export interface Taken {
  from: 'link' | 'file' | 'a1111' | 'preset' | 'run' | 'word';
  /** of the file, preset or word */
  name: string;
  /** fields that are otherwise than they were */
  fields: DraftKey[];
  /** names of what was there and could not be taken */
  left: string[];
  before: SetupChoice;
  further: readonly FurtherDraft[];
}

const LARGEST_FILE = 1_000_000;
/** of one word only */
const PERSONAL = ['name', 'startId'] as const;

export class Sharing {
  readonly presets: KeptList<OwnPreset>;
  taken = $state.raw<Taken | undefined>();

  constructor(
    services: Services,
    private readonly setup: Setup,
  ) {
    this.presets = new KeptList(services, 'presets', isOwnPreset);
  }

  /** What the fields say, for an address or for keeping: against the preset of the app, without what is of one word. */
  private get shown(): SetupChoice {
    const { preset, dial, own, changed } = this.setup;
    return { preset, dial, fields: { ...own?.fields, ...changed } };
  }

  link(): string {
    return writeLink(this.shown);
  }

  file(): Blob {
    const { preset, dial, draft } = this.setup;
    return new Blob([writeSettingsFile(preset, dial, draft)], { type: 'application/json' });
  }

  /** Throws `settings.link`; nothing is changed then. */
  openLink(text: string): void {
    const { left, ...choice } = readLink(text, this.setup.standard);
    this.take({ ...choice, fields: { ...this.personal, ...choice.fields } }, { from: 'link', name: '', left });
  }

  /** Throws `settings.file` {name}; nothing is changed then. */
  async openFile(file: File): Promise<void> {
    if (file.size > LARGEST_FILE) throw new Failure('settings.file', { name: file.name });
    const { from, preset, dial, fields, left } = readSettingsFile(await file.text(), file.name, this.setup.standard);
    const own = from === 'a1111' ? this.setup.own : undefined;
    const choice = { ...this.setup.choice(), ...(preset && { preset }), ...(dial && { dial }), own };
    // A1111 says nothing of most fields: those stay.
    this.take({ ...choice, fields: { ...(from === 'a1111' ? this.setup.changed : {}), ...fields } }, { from, name: file.name, left });
  }

  openPreset(own: OwnPreset): void {
    this.take({ preset: own.preset, dial: own.dial, own, fields: this.personal }, { from: 'preset', name: own.name, left: [] });
  }

  /** Of a run, to make it again with changes. */
  openRun(settings: RunSettings, replay: readonly LiveChange[] = []): void {
    this.take({ ...this.setup.choice(), fields: draftOf(settings) }, { from: 'run', name: settings.name, left: [] });
    this.setup.further.take(settings.further ?? []);
    this.setup.replay = replay;
  }

  /** A word of the library, to go on with under its name. */
  openWord({ id, name }: Pick<EmbeddingInfo, 'id' | 'name'>): void {
    const fields = { ...this.setup.changed, name, startKind: 'embedding', startId: id };
    this.take({ ...this.setup.choice(), fields }, { from: 'word', name, left: [] });
  }

  undo(): void {
    if (!this.taken) return;
    this.setup.take(this.taken.before);
    this.setup.further.restore(this.taken.further);
    this.setup.replay = [];
    this.taken = undefined;
  }

  /** The fields as they stand become a preset, and the one that is chosen. Throws `kept.name`. */
  async keepPreset(name: string): Promise<void> {
    const { preset, dial, fields } = this.shown;
    const own = await this.presets.keep({ name, preset, dial, fields: impersonal(fields) });
    this.setup.take({ preset, dial, own, fields: this.personal });
  }

  async renamePreset(to: string): Promise<void> {
    const { own } = this.setup;
    if (!own) return;
    const name = await this.presets.rename(own.name, to);
    this.setup.take({ ...this.setup.choice(), own: { ...own, name } });
  }

  /** The fields stay as they stand. */
  async removePreset(): Promise<void> {
    const { own } = this.setup;
    if (!own) return;
    await this.presets.remove(own.name);
    this.setup.take(this.shown);
  }

  private get personal(): Partial<Draft> {
    const { changed } = this.setup;
    return Object.fromEntries(PERSONAL.filter((key) => key in changed).map((key) => [key, changed[key]]));
  }

  private take(choice: SetupChoice, about: Pick<Taken, 'from' | 'name' | 'left'>): void {
    const { setup } = this;
    const [before, draft, further] = [setup.choice(), setup.draft, setup.further.list];
    setup.take(choice);
    setup.take({ ...choice, fields: differing(choice.fields, setup.standard) });
    this.taken = { ...about, before, further, fields: Object.keys(differing(setup.draft, draft)) as DraftKey[] };
  }
}
