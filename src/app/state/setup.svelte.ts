/** The fields of the next run: defaults from three choices, and what the person changed on top of them. */
import type { FailureData } from '../../failure';
import type { RunSettings } from '../../train/settings';
import { defaults } from '../logic/defaults';
import { DIALS, PRESETS, SIZES, type Dial, type Draft, type DraftKey, type Preset, type Profile } from '../logic/draft';
import { findProblems, findWarnings, isIdle, readDraft, type Problems } from '../logic/read-draft';
import type { Services } from '../services';

const STORED = 'setup';

/** What the defaults follow besides the person's choices. */
export interface SetupBasis {
  readonly profile: Profile;
  readonly captioned: boolean;
  /** the VAE of a stored model, for the latents, is there to be had */
  hasVae(id: string): boolean;
}

interface StoredSetup {
  preset: Preset;
  dial: Dial;
  changed: Partial<Draft>;
}

export class Setup {
  preset = $state<Preset>('object');
  dial = $state<Dial>('balanced');
  /** only what differs from the defaults */
  changed = $state.raw<Partial<Draft>>({});
  /** tokens of the starting text, once counted */
  tokens = $state<number | undefined>();
  /** sides of pictures come in steps of this many pixels; 1 until the model has told */
  sizeStep = $state(1);
  /** Problems of fields nobody touched are shown only after the first attempt to start. */
  attempted = $state(false);
  private touched = $state.raw<DraftKey[]>([]);

  constructor(
    private readonly services: Services,
    private readonly basis: SetupBasis,
  ) {}

  get profile(): Profile {
    return this.basis.profile;
  }

  get standard(): Draft {
    return defaults(this.basis.profile, this.preset, this.dial, this.basis.captioned);
  }

  get draft(): Draft {
    return { ...this.standard, ...this.usable };
  }

  /** What was changed, without what this model has no use for: that comes back with the model it was meant for. */
  private get usable(): Partial<Draft> {
    const { changed, basis } = this;
    const { size = 'own', latentVae = 'model' } = changed;
    const unusable: DraftKey[] = [];
    if (!SIZES[basis.profile].includes(size)) unusable.push('size');
    if (latentVae !== 'model' && !basis.hasVae(latentVae)) unusable.push('latentVae');
    return without(changed, unusable);
  }

  get problems(): Problems {
    return findProblems(this.draft, this.sizeStep);
  }

  get warnings(): Problems {
    return findWarnings(this.draft, this.tokens);
  }

  /** How many fields of the drawer and beside it differ from their defaults. */
  changes(keys: readonly DraftKey[]): number {
    return keys.filter((key) => key in this.usable && !isIdle(key, this.draft)).length;
  }

  shownProblem(key: DraftKey): FailureData | undefined {
    return this.attempted || this.touched.includes(key) ? this.problems[key] : undefined;
  }

  /** Throws the first problem. */
  settings(): RunSettings {
    return readDraft(this.draft);
  }

  /** The settings with a name and with defaults for what cannot be used: enough for an estimate of memory. */
  nearest(): RunSettings {
    const draft = { ...this.draft };
    for (const key of Object.keys(this.problems) as DraftKey[]) draft[key] = this.standard[key];
    return readDraft({ ...draft, name: draft.name || 'word' });
  }

  set(key: DraftKey, value: string): void {
    this.changed = value === this.standard[key] ? without(this.changed, [key]) : { ...this.changed, [key]: value };
    if (!this.touched.includes(key)) this.touched = [...this.touched, key];
    this.save();
  }

  reset(keys: readonly DraftKey[]): void {
    this.changed = without(this.changed, keys);
    this.save();
  }

  choosePreset(preset: Preset): void {
    this.preset = preset;
    this.save();
  }

  chooseDial(dial: Dial): void {
    this.dial = dial;
    this.reset(['steps']);
  }

  async open(): Promise<void> {
    const stored = await this.services.store.loadSettings<Partial<StoredSetup>>(STORED);
    if (!stored) return;
    this.preset = PRESETS.find((preset) => preset === stored.preset) ?? this.preset;
    this.dial = DIALS.find((dial) => dial === stored.dial) ?? this.dial;
    this.changed = knownFields(stored.changed, this.standard);
  }

  private save(): void {
    const { preset, dial, changed } = this;
    // What was typed is on the page anyway; that it could not be stored is said where something is lost by it.
    this.services.store.saveSettings(STORED, { preset, dial, changed } satisfies StoredSetup).catch(() => undefined);
  }
}

function without(changed: Partial<Draft>, keys: readonly DraftKey[]): Partial<Draft> {
  return Object.fromEntries(Object.entries(changed).filter(([key]) => !keys.includes(key as DraftKey)));
}

/** An older version of the app may have written other fields. */
function knownFields(stored: unknown, standard: Draft): Partial<Draft> {
  const entries = Object.entries(stored ?? {});
  return Object.fromEntries(entries.filter(([key, value]) => key in standard && typeof value === 'string'));
}
