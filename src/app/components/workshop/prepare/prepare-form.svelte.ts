/** The fields of preparing: the defaults, what was typed on top of them, and which picture is looked at. Outlives the panel. */
import { PREPARE_DEFAULTS, type PrepareOptions } from '../../../../images/prepare/options';
import type { Picture } from '../../../../store/records';
import { prepareProblems, type PrepareProblems } from '../../../logic/prepare/check';
import { PREPARE_RANGES, type PrepareDraft, type PrepareKey } from '../../../logic/prepare/draft';
import { readOptions, standardDraft } from '../../../logic/prepare/read-options';
import type { App } from '../../../state/app.svelte';

const STORED = 'prepare-fields';
/** Models that are trained at smaller sizes than these have finer steps. */
const STEP = 64;
const COARSE_FROM = 256;

export class PrepareForm {
  /** only what differs from the defaults */
  changed = $state.raw<Partial<PrepareDraft>>({});
  /** id of the picture looked at; the first one where there is none of it */
  private at = $state('');

  constructor(private readonly app: App) {
    void app.notices.guard(async () => {
      const stored = await app.services.store.loadSettings<Partial<PrepareDraft>>(STORED);
      this.changed = { ...known(stored), ...this.changed };
    });
  }

  /** pixels the next run trains at, where its model has told */
  get ownSize() {
    return this.app.setup.trainedSize;
  }

  get standard(): PrepareDraft {
    const { width, height } = this.ownSize ?? PREPARE_DEFAULTS;
    const { sizeStep } = this.app.setup;
    const { min } = PREPARE_RANGES.width;
    return standardDraft({ width: Math.max(min, width), height: Math.max(min, height) }, width < COARSE_FROM ? Math.max(8, sizeStep) : STEP);
  }

  get draft(): PrepareDraft {
    return { ...this.standard, ...this.changed };
  }

  get problems(): PrepareProblems {
    return prepareProblems(this.draft);
  }

  get hasProblems(): boolean {
    return Object.keys(this.problems).length > 0;
  }

  /** Undefined where something is wrong. */
  get options(): PrepareOptions | undefined {
    return this.hasProblems ? undefined : readOptions(this.draft);
  }

  set(key: PrepareKey, value: string): void {
    this.keep({ ...this.changed, [key]: value });
  }

  reset(keys: readonly PrepareKey[]): void {
    this.keep(Object.fromEntries(Object.entries(this.changed).filter(([key]) => !keys.includes(key as PrepareKey))));
  }

  resetAll(): void {
    this.keep({});
  }

  differs(key: PrepareKey): boolean {
    return key in this.changed && this.changed[key] !== this.standard[key];
  }

  get place(): number {
    return Math.max(0, this.app.pictures.list.findIndex(({ id }) => id === this.at));
  }

  get picture(): Picture | undefined {
    return this.app.pictures.list[this.place];
  }

  look(picture: Picture | undefined): void {
    this.at = picture?.id ?? this.at;
  }

  private keep(changed: Partial<PrepareDraft>): void {
    const { notices, services } = this.app;
    this.changed = changed;
    void notices.guard(() => services.store.saveSettings(STORED, changed));
  }
}

/** Of what is stored, fields that there are. */
function known(stored: unknown): Partial<PrepareDraft> {
  const fields = standardDraft(PREPARE_DEFAULTS, STEP);
  return Object.fromEntries(Object.entries(stored ?? {}).filter(([key, value]) => key in fields && typeof value === 'string'));
}

const forms = new WeakMap<App, PrepareForm>();

/** The page's one. */
export function prepareForm(app: App): PrepareForm {
  const form = forms.get(app) ?? new PrepareForm(app);
  forms.set(app, form);
  return form;
}
