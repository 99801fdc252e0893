/** One import from what a person gives to a stored model: read, choose, review, run. */
import type { Candidate, ImportListener, ImportMessage, Inspection, Offer, OfferedFile, PendingImport } from '../../../../workers/importer-api';
import { Failure } from '../../../failure';
import { mayRead } from '../../platform/file-system-access';
import type { Services } from '../../services';
import { Answers } from '../answers';
import { ImportForm, type Precision } from './import-form.svelte';
import type { Notices } from '../notices.svelte';

export type ImportStage = 'idle' | 'reading' | 'candidates' | 'review' | 'running' | 'done';
export type ImportProgress = Extract<ImportMessage, { kind: 'progress' }>;
export type ImportPhase = Extract<ImportMessage, { kind: 'phase' }>['phase'];

/** What an import needs to know of the rest of the page, and tells it. */
export interface ImportHost {
  /** a stored model whose VAE a checkpoint without one may take; empty: none */
  storedVae(): string;
  /** a check is under way: it is the same worker's work */
  checking(): boolean;
  /** it is in the store */
  arrived(id: string): Promise<unknown>;
  /** the person agreed to have it stored */
  persist(): Promise<unknown>;
}

export class Importing {
  stage = $state<ImportStage>('idle');
  readonly form = new ImportForm();
  candidates = $state.raw<Candidate[]>([]);
  phase = $state<ImportPhase>('importing');
  progress = $state.raw<ImportProgress | undefined>();
  /** what is imported, while it is */
  name = $state('');
  /** the model that the last import made */
  doneId = $state('');
  /** the last import was ended by the person */
  cancelled = $state(false);
  /** id of the model whose VAE the import under way attaches; empty: none */
  lender = $state('');
  /** half imports that a killed tab left */
  pending = $state.raw<PendingImport[]>([]);
  private offer: Offer | undefined;
  /** counts readings: an answer to an older one is not wanted any more */
  private turn = 0;
  private readonly answers: Answers;

  constructor(
    private readonly services: Services,
    private readonly notices: Notices,
    private readonly host: ImportHost,
  ) {
    this.answers = new Answers(services.workers, 'importer');
  }

  get busy(): boolean {
    return this.stage === 'running';
  }

  /** Looks for half imports; call at the start of the page. */
  async open(): Promise<void> {
    this.pending = await this.answers.of(this.services.workers.importer.pending());
  }

  async offerFiles(files: OfferedFile[]): Promise<void> {
    if (files.length) await this.inspect({ kind: 'files', files });
  }

  async offerAddress(text: string): Promise<void> {
    const url = text.trim();
    if (url) await this.inspect({ kind: 'url', url });
  }

  async pick(pick: string): Promise<void> {
    if (this.offer?.kind === 'url') await this.inspect({ ...this.offer, pick });
  }

  /** Of a repository's folder other files are read then: what they are and take is looked up anew. */
  async choosePrecision(precision: Precision): Promise<void> {
    const { offer, form } = this;
    const before = form.precision;
    form.precision = precision;
    if (offer?.kind === 'url' && form.found?.format === 'diffusers' && precision !== before) await this.lookAgain(offer, before);
  }

  /** What was decided stays; where nothing can be found out, the precision goes back to `before`. */
  private async lookAgain(offer: Offer, before: Precision): Promise<void> {
    const { form } = this;
    const turn = ++this.turn;
    form.looking = true;
    try {
      const { found } = await this.answers.of(this.services.workers.importer.inspect(offer, { precision: form.precision }));
      if (turn === this.turn) form.lookedAgain(found);
    } catch (error) {
      if (turn !== this.turn) return;
      form.lookedAgain();
      form.precision = before;
      this.notices.add(error);
    }
  }

  /** Forgets what was offered, and stops looking at it; a running import is cancelled instead. */
  close(): void {
    this.turn++;
    if (this.stage === 'reading') this.stopReading();
    this.stage = 'idle';
    this.cancelled = false;
    this.offer = undefined;
  }

  async start(): Promise<void> {
    const { offer, form } = this;
    if (!offer || !form.ready) return;
    // Not waited for: some browsers ask the person, and the import need not stand still for the answer.
    void this.notices.guard(() => this.host.persist());
    const choices = form.choices();
    this.lender = choices.vaeModelId ?? '';
    await this.run(choices.name, 'review', (listen) => this.services.workers.importer.start(offer, choices, listen));
  }

  /** Call within a click: the browser may ask for the files. */
  async resume(half: PendingImport): Promise<void> {
    if (this.busy) return;
    const allowed = await this.notices.guard(async () => {
      if (!(await mayRead(half.handles))) throw new Failure('import.permission', { name: half.name });
    });
    if (allowed) await this.run(half.name, 'idle', (listen) => this.services.workers.importer.resume(half.id, listen));
  }

  async discard(id: string): Promise<void> {
    await this.services.workers.importer.discard(id);
    await this.open();
  }

  async cancel(): Promise<void> {
    await this.notices.guard(() => this.services.workers.importer.cancel());
  }

  private async inspect(offer: Offer): Promise<void> {
    if (this.busy) return;
    const turn = ++this.turn;
    const before = this.stage === 'candidates' ? 'candidates' : 'idle';
    this.notices.clear();
    this.cancelled = false;
    this.stage = 'reading';
    try {
      const inspection = await this.answers.of(this.services.workers.importer.inspect(offer));
      if (turn === this.turn) this.show(offer, inspection);
    } catch (error) {
      if (turn !== this.turn) return;
      this.stage = before;
      this.notices.add(error);
    }
  }

  private show(offer: Offer, inspection: Inspection): void {
    this.offer = offer;
    this.candidates = inspection.candidates ?? [];
    this.form.begin(inspection, this.host.storedVae());
    this.stage = inspection.found ? 'review' : 'candidates';
  }

  /** A file that cannot be read to its end would hold the worker up: it ends, unless it has something else to do. */
  private stopReading(): void {
    if (!this.host.checking()) this.services.workers.stopImporter();
    this.answers.fail(new Failure('import.cancelled'));
  }

  /** After a failure or a cancel the page is at `back`, with all that was typed. */
  private async run(name: string, back: ImportStage, work: (listen: ImportListener) => Promise<string>): Promise<void> {
    if (this.busy) return;
    this.turn++;
    this.notices.clear();
    Object.assign(this, { name, stage: 'running', phase: 'importing', progress: undefined, cancelled: false });
    let end: ImportStage = 'done';
    try {
      this.doneId = await this.answers.of(work((message) => this.hear(message)));
      await this.host.arrived(this.doneId);
    } catch (error) {
      end = back;
      if ((error as Partial<Failure>).code === 'import.cancelled') this.cancelled = true;
      else this.notices.add(error);
    }
    this.lender = '';
    // first what is left of it: a half import that has come to its end must not be offered once more
    await this.notices.guard(() => this.open());
    this.stage = end;
  }

  private hear(message: ImportMessage): void {
    if (message.kind === 'progress') this.progress = message;
    else this.phase = message.phase;
  }
}
