/** The fields of the next run: defaults from three choices or a preset of the person's own, and what was changed on top of them. */
import type { EmbeddingInfo } from '../../../store/records';
import type { FailureData } from '../../../failure';
import type { LiveChange, RunSettings } from '../../../train/settings';
import { findProblems, findWarnings, MOST_VECTORS, type DraftContext, type Problems } from '../../logic/fields/check-draft';
import { defaults } from '../../logic/fields/defaults';
import { PREVIEW_SIZES, SIZES, type Dial, type Draft, type DraftKey, type Preset, type Profile } from '../../logic/fields/draft';
import { isIdle } from '../../logic/fields/idle';
import { readDraft } from '../../logic/fields/read-draft';
import { readNameWords } from '../../logic/fields/read-field';
import { dialIn, fieldsIn, presetIn, type SettingsChoice } from '../../logic/sharing/settings-choice';
import type { Services } from '../../services';
import type { Named, NameWords } from '../../../images/file-words';
import { FoundWords } from './found-words.svelte';
import { Further } from './further.svelte';
import type { Notices } from '../notices.svelte';

const STORED = 'setup';

/** What the defaults follow besides the person's choices, and what some fields name. */
export interface SetupBasis {
  readonly profile: Profile;
  readonly captioned: boolean;
  /** of pictures without captions: the same array as long as they are the same */
  readonly uncaptioned: readonly string[];
  /** the VAE of a stored model, for the latents, is there to be had */
  hasVae(id: string): boolean;
  /** a word of the library */
  word(id: string): EmbeddingInfo | undefined;
  /** what a worker finds in file names, with a limit; throws `settings.word-pattern…` */
  fileWords(names: readonly string[], rules: NameWords): Promise<string[]>;
  uncaptionedIn(datasetId: string): Promise<readonly string[]>;
}

/** A preset of the person's own: what it has otherwise than the one it began as. */
export interface OwnPreset extends SettingsChoice {
  name: string;
}

/** All that a person chose and typed, but for further words. */
export interface SetupChoice extends SettingsChoice {
  own?: OwnPreset;
}

export class Setup {
  preset = $state<Preset>('object');
  dial = $state<Dial>('balanced');
  own = $state.raw<OwnPreset | undefined>();
  /** only what differs from the defaults */
  changed = $state.raw<Partial<Draft>>({});
  /** of a starting text, once counted */
  counted = $state.raw<{ text: string; tokens: number } | undefined>();
  /** sides of pictures come in steps of this many pixels; 1 until the model has told */
  sizeStep = $state(1);
  /** pixels that the next run trains at, once the model has told */
  trainedSize = $state.raw<{ width: number; height: number } | undefined>();
  /** numbers of a vector of the model, once it has told */
  vectorWidth = $state<number | undefined>();
  /** what the chosen model refuses */
  refused = $state.raw<Problems>({});
  /** Problems of fields nobody touched are shown only after the first attempt to start. */
  attempted = $state(false);
  /** of an earlier run, made again at the same steps; chosen anew each time, so not stored */
  replay = $state.raw<readonly LiveChange[]>([]);
  readonly further: Further;
  private readonly words: FoundWords;
  private touched = $state.raw<DraftKey[]>([]);

  constructor(
    private readonly services: Services,
    private readonly basis: SetupBasis,
    notices: Pick<Notices, 'add'>,
  ) {
    const further = (this.further = new Further(services, notices));
    this.words = new FoundWords({
      get names() {
        return basis.uncaptioned;
      },
      get sets() {
        return further.list.map(({ datasetId }) => datasetId);
      },
      namesIn: (id) => basis.uncaptionedIn(id),
      find: (names, rules) => basis.fileWords(names, rules),
    });
  }

  get profile(): Profile {
    return this.basis.profile;
  }

  get standard(): Draft {
    return { ...this.sane, ...this.usable(this.own?.fields ?? {}) };
  }

  /** The app's own values: those of a preset may be wrong. */
  private get sane(): Draft {
    return defaults(this.basis.profile, this.preset, this.dial, this.basis.captioned);
  }

  get draft(): Draft {
    const draft = { ...this.standard, ...this.usable(this.changed) };
    const vectors = this.followed(draft);
    return vectors === undefined ? draft : { ...draft, vectors: String(vectors) };
  }

  /** The number of vectors that what the word starts from decides; undefined where the field does. */
  private followed({ startKind, startText, startId }: Draft): number | undefined {
    if (startKind === 'embedding') return this.basis.word(startId)?.count;
    if (startKind !== 'phrase') return undefined;
    return this.tokensOf(startText) || undefined;
  }

  /** of the starting text, once counted */
  get tokens(): number | undefined {
    return this.tokensOf(this.draft.startText);
  }

  private tokensOf(text: string): number | undefined {
    return this.counted?.text === text ? this.counted.tokens : undefined;
  }

  /** What was changed, without what this model has no use for: that comes back with the model it was meant for. */
  private usable(fields: Partial<Draft>): Partial<Draft> {
    const { profile, hasVae } = this.basis;
    const { size = 'own', previewSize = 'same', latentVae = 'model' } = fields;
    const unusable: DraftKey[] = [];
    if (!SIZES[profile].includes(size)) unusable.push('size');
    if (!PREVIEW_SIZES[profile].includes(previewSize)) unusable.push('previewSize');
    if (latentVae !== 'model' && !hasVae(latentVae)) unusable.push('latentVae');
    return without(fields, unusable);
  }

  private get context(): DraftContext {
    const { sizeStep, tokens, vectorWidth: width } = this;
    return { sizeStep, tokens, width, startWord: this.basis.word(this.draft.startId), words: this.words.problem(this.nameWords) };
  }

  /** undefined where names are not used or their pattern cannot be read */
  private get nameWords(): NameWords | undefined {
    try {
      return readNameWords(this.draft);
    } catch {
      return undefined;
    }
  }

  /** What `[filewords]` stands for in the next run. Throws `settings.word-pattern…`. */
  captionOf(picture: Named): string {
    return this.captions()(picture);
  }

  /** The same of many pictures: the fields are read once. */
  captions(): (picture: Named) => string {
    let rule: ((picture: Named) => string) | undefined;
    return (picture) => (rule ??= this.words.captionOf(readNameWords(this.draft)))(picture);
  }

  /** Finds the words of file names anew where fields, pictures or further words have changed. */
  async findWords(): Promise<void> {
    await this.words.look(this.nameWords);
  }

  get problems(): Problems {
    return { ...this.refused, ...findProblems(this.draft, this.context) };
  }

  get hasProblems(): boolean {
    return !isEmpty(this.problems) || !this.furtherProblems.every(isEmpty);
  }

  get furtherProblems() {
    return this.further.problems(this.draft.name);
  }

  get warnings(): Problems {
    return findWarnings(this.draft, this.context);
  }

  /** How many fields of the drawer and beside it differ from their defaults. */
  changes(keys: readonly DraftKey[]): number {
    const usable = this.usable(this.changed);
    return keys.filter((key) => key in usable && !isIdle(key, this.draft)).length;
  }

  /** What is over in a moment is told only to who would start. */
  shownProblem(key: DraftKey): FailureData | undefined {
    if (!this.attempted && this.problems[key]?.code === 'settings.word-pattern-pending') return undefined;
    return this.attempted || this.touched.includes(key) || key in this.refused ? this.problems[key] : undefined;
  }

  /** Throws the first problem. */
  settings(): RunSettings {
    const further = this.further.settings();
    const replay = this.replay.length ? { replay: [...this.replay] } : {};
    return { ...readDraft(this.draft), ...(further ? { further } : {}), ...replay };
  }

  /** The settings with a name and with defaults for what cannot be used: enough for an estimate of memory. */
  nearest(): RunSettings {
    const draft = { ...this.draft };
    for (const key of Object.keys(findProblems(draft, this.context)) as DraftKey[]) draft[key] = this.sane[key];
    if (Number(draft.vectors) > MOST_VECTORS) draft.vectors = this.sane.vectors; // as many as what the word starts from has
    const further = this.furtherProblems.every(isEmpty) ? this.further.settings() : undefined;
    return { ...readDraft({ ...draft, name: draft.name || 'word' }), ...(further ? { further } : {}) };
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
    this.take({ ...this.choice(), preset, own: undefined });
  }

  /** The dial is about steps before all: those typed, or of a preset, give way. */
  chooseDial(dial: Dial): void {
    this.dial = dial;
    this.own = this.own && { ...this.own, fields: without(this.own.fields, ['steps']) };
    this.reset(['steps']);
  }

  choice(): SetupChoice {
    const { preset, dial, own, changed: fields } = this;
    return { preset, dial, own, fields };
  }

  /** What was there is the caller's to keep. */
  take({ preset, dial, own, fields }: SetupChoice): void {
    Object.assign(this, { preset, dial, own });
    this.changed = fields;
    this.save();
  }

  /** Asks for the number of tokens that the starting text has. */
  async count(text: string): Promise<void> {
    const ids = await this.services.workers.captions.tokens(text).catch(() => undefined);
    if (this.draft.startText === text) this.counted = ids && { text, tokens: ids.length };
  }

  async open(): Promise<void> {
    const stored = await this.services.store.loadSettings<Partial<Record<keyof StoredSetup, unknown>>>(STORED);
    await this.further.open();
    if (!stored) return;
    this.preset = presetIn(stored.preset) ?? this.preset;
    this.dial = dialIn(stored.dial) ?? this.dial;
    // An older version of the app may have written other fields.
    this.changed = fieldsIn(stored.changed, this.standard).fields;
    this.own = isOwnPreset(stored.own) ? stored.own : undefined;
  }

  private save(): void {
    const { preset, dial, own, changed } = this;
    // What was typed is on the page anyway; that it could not be stored is said where something is lost by it.
    this.services.store.saveSettings(STORED, { preset, dial, own, changed } satisfies StoredSetup).catch(() => undefined);
  }
}

interface StoredSetup {
  preset: Preset;
  dial: Dial;
  own?: OwnPreset;
  changed: Partial<Draft>;
}

/** Of the store: an older version of the app may have written it. */
export function isOwnPreset(value: unknown): value is OwnPreset {
  const preset = value as Partial<Record<keyof OwnPreset, unknown>> | null;
  const known = defaults('tiny', 'object', 'quick');
  return (
    typeof preset?.name === 'string' && presetIn(preset.preset) !== undefined && dialIn(preset.dial) !== undefined &&
    fieldsIn(preset.fields, known).left.length === 0
  );
}

const isEmpty = (problems: object): boolean => Object.keys(problems).length === 0;

function without(changed: Partial<Draft>, keys: readonly DraftKey[]): Partial<Draft> {
  return Object.fromEntries(Object.entries(changed).filter(([key]) => !keys.includes(key as DraftKey)));
}
