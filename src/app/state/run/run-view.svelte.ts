/** What is known of one run: built from the store after a reload, and from messages while it trains. */
import type { FailureData } from '../../../failure';
import type { EvalRecord, Moment, PreviewRecord, ResidentPart, StepRecord, StorageName, TrainMessage, TrainPhase } from '../../../train/messages';
import { changesOf } from '../../../train/loop/live';
import type { Run, RunState } from '../../../train/records';
import { scheduledEnd } from '../../../train/rates/rates';
import type { LiveChange, RunSettings } from '../../../train/settings';
import { RunLog } from '../../logic/chart/run-log';

export type RunStatus =
  'idle' | 'waiting' | 'starting' | 'running' | 'paused' | 'stopping' | 'done' | 'stopped' | 'failed' | 'interrupted';

/** A picture made on the way. Its address is made when it is first shown: hundreds at once hold a page up. */
export class Preview {
  readonly step: number;
  readonly png: Blob;
  readonly prompt: string;
  readonly seed: number;
  readonly influence: number | undefined;
  #url: string | undefined;

  constructor({ step, png, prompt, seed, influence }: PreviewRecord) {
    this.step = step;
    this.png = png;
    this.prompt = prompt;
    this.seed = seed;
    this.influence = influence;
  }

  get url(): string {
    return (this.#url ??= URL.createObjectURL(this.png));
  }

  forget(): void {
    if (this.#url) URL.revokeObjectURL(this.#url);
  }
}

const NOTHING = { parts: [], bytes: 0 };
const ACTIVE: RunStatus[] = ['starting', 'running', 'paused', 'stopping'];
/** Going on with these would end in the same way. */
const HOPELESS = ['run.non-finite', 'run.skipped'];

export class RunView {
  id = $state('');
  /** of the run's pictures */
  datasetId = $state('');
  modelId = $state('');
  settings = $state.raw<RunSettings | undefined>();
  status = $state<RunStatus>('idle');
  phase = $state.raw<{ name: TrainPhase; done: number; total: number } | undefined>();
  /** -1: there is no run */
  step = $state(-1);
  steps = $state(0);
  stepsPerSecond = $state(0);
  secondsLeft = $state(Infinity);
  skipped = $state(0);
  vectorDelta = $state(0);
  memoryBytes = $state(0);
  adapter = $state('');
  storage = $state<StorageName | undefined>();
  /** what is on the GPU at the moment */
  resident = $state.raw<{ parts: readonly ResidentPart[]; bytes: number }>(NOTHING);
  /** weights read from the store and put on the GPU */
  loaded = $state.raw<{ bytes: number; seconds: number } | undefined>();
  savedStep = $state(0);
  savedAt = $state(0);
  resumable = $state(false);
  failure = $state.raw<FailureData | undefined>();
  evals = $state.raw<EvalRecord[]>([]);
  previews = $state.raw<Preview[]>([]);
  /** Grows by up to ten messages a second, so it is appended to in place; `count` says that it did. */
  readonly log = new RunLog();
  count = $state(0);
  /** what the step in hand is about */
  now = $state.raw<Moment | undefined>();
  /** made under way, in order */
  changes = $state.raw<LiveChange[]>([]);
  /** the state that did best on the fixed set, where the run looks for it */
  best = $state.raw<{ step: number; loss: number } | undefined>();

  get active(): boolean {
    return ACTIVE.includes(this.status);
  }

  /** The moment a person pressed start: nothing has happened yet. */
  begin(settings: RunSettings, datasetId: string): void {
    this.clear();
    this.settings = settings;
    this.datasetId = datasetId;
    this.status = 'starting';
    this.step = 0;
    this.steps = scheduledEnd(settings);
  }

  /** `log`: of a state whose own is empty. */
  load(run: Run, state: RunState | undefined, log?: Partial<Record<string, Float64Array>>): void {
    this.clear();
    this.id = run.id;
    this.datasetId = run.datasetId;
    this.modelId = run.modelId;
    this.settings = run.settings;
    this.best = state?.best && { step: state.best.step, loss: state.best.loss };
    this.step = this.savedStep = state?.step ?? 0;
    this.changes = changesOf(run).filter((change) => change.step <= this.step);
    this.steps = scheduledEnd(run.settings, this.changes, this.step);
    this.savedAt = run.updated;
    this.failure = run.failure;
    this.status = run.status === 'running' || run.status === 'paused' ? 'interrupted' : run.status;
    this.resumable = canGoOn(run, state);
    if (log) this.log.take(log);
    this.append(state?.log ?? []);
    this.evals = state?.evals ?? [];
    this.previews = (state?.previews ?? []).map((preview) => new Preview(preview));
  }

  apply(message: TrainMessage): void {
    switch (message.kind) {
      case 'phase':
        this.phase = { name: message.phase, done: message.done, total: message.total };
        return;
      case 'started':
        return this.started(message);
      case 'loaded':
        this.loaded = { bytes: message.bytes, seconds: message.seconds };
        return;
      case 'resident':
        this.resident = { parts: message.parts, bytes: message.bytes };
        return;
      case 'progress':
        return this.progressed(message);
      case 'evaluated':
        this.evals = [...this.evals, message.record];
        return;
      case 'preview':
        this.previews = [...this.previews, new Preview(message)];
        return;
      case 'saved':
        this.savedStep = message.step;
        this.savedAt = Date.now();
        return;
      case 'paused':
        if (this.status !== 'stopping') this.status = 'paused';
        return;
      case 'changed':
        this.changes = [...this.changes, message.change];
        return;
      case 'best':
        this.best = { step: message.step, loss: message.loss };
        return;
      case 'warning':
        return;
      case 'failed':
        return this.fail(message.failure, message.resumable);
      case 'done':
        return this.end(message.step, message.stopped);
      default:
        message satisfies never;
    }
  }

  fail(failure: FailureData, resumable: boolean): void {
    this.status = 'failed';
    this.failure = failure;
    this.resumable = resumable;
    this.phase = undefined;
    this.resident = NOTHING;
  }

  private started(message: Extract<TrainMessage, { kind: 'started' }>): void {
    this.id = message.runId;
    this.memoryBytes = message.memoryBytes;
    this.adapter = message.adapter;
    this.storage = message.storage;
    this.steps = message.steps;
    if (this.status === 'starting') this.status = 'running';
    this.rewind(message.step);
  }

  /** Back to what was saved: steps after it are made again. */
  private rewind(step: number): void {
    this.step = this.savedStep = step;
    this.log.cut(step);
    this.count = this.log.count;
    this.changes = this.changes.filter((change) => change.step <= step);
    if (this.best && this.best.step > step) this.best = undefined;
    this.evals = this.evals.filter((record) => record.step <= step);
    this.previews = this.previews.filter((preview) => preview.step <= step);
  }

  private progressed(message: Extract<TrainMessage, { kind: 'progress' }>): void {
    this.append(message.records);
    // Steps are being made again, whatever was done in between.
    this.phase = undefined;
    this.step = message.step;
    this.steps = message.steps;
    this.stepsPerSecond = message.stepsPerSecond;
    this.secondsLeft = message.secondsLeft;
    this.skipped = message.skipped;
    this.vectorDelta = message.vectorDelta;
    this.now = message.now ?? this.now;
  }

  private end(step: number, stopped: boolean): void {
    this.step = step;
    this.phase = undefined;
    this.resident = NOTHING;
    this.status = stopped ? 'stopped' : 'done';
    this.resumable = stopped && step < this.steps;
    this.secondsLeft = 0;
  }

  private append(records: readonly StepRecord[]): void {
    this.log.append(records);
    this.count = this.log.count;
  }

  private clear(): void {
    for (const preview of this.previews) preview.forget();
    this.log.clear();
    this.id = '';
    this.datasetId = this.modelId = '';
    this.adapter = '';
    this.count = this.skipped = this.vectorDelta = this.stepsPerSecond = this.savedStep = this.savedAt = this.memoryBytes = 0;
    this.secondsLeft = Infinity;
    this.phase = this.failure = this.settings = this.storage = this.loaded = this.now = this.best = undefined;
    this.resident = NOTHING;
    this.changes = [];
    this.evals = [];
    this.previews = [];
    this.resumable = false;
    this.status = 'idle';
    this.step = -1;
  }

  /** No run at all: after the last one was discarded. */
  forget(): void {
    this.clear();
    this.steps = 0;
  }
}

function canGoOn(run: Run, state: RunState | undefined): boolean {
  const left = state !== undefined && state.step <= run.settings.steps; // after the last step its end is still to come
  return left && run.status !== 'done' && !HOPELESS.includes(run.failure?.code ?? '');
}
