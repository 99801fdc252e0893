/**
 * What becomes of the picture at hand, while options change: first its boxes, then the pictures themselves. Never older than what
 * was shown before, never of another picture than the one at hand.
 */
import { failureData, type FailureData } from '../../../../failure';
import type { Box } from '../../../../images/crops/crop';
import type { PrepareOptions } from '../../../../images/prepare/options';
import type { Picture } from '../../../../store/records';
import type { MadePicture, PicturePlan } from '../../../../../workers/preparer-api';
import { Latest } from '../../../logic/prepare/latest';
import type { Preparation } from '../../../state/pictures/preparation.svelte';

/** Whoever types on gets boxes; pictures are made once there is a pause. */
const PAUSE_MS = 60;

interface Question {
  picture: Picture;
  options: PrepareOptions;
}

export class Look {
  plan = $state.raw<PicturePlan | undefined>();
  /** those of the plan that are no originals, in its order; undefined until they are made */
  made = $state.raw<readonly MadePicture[] | undefined>();
  failure = $state.raw<FailureData | undefined>();
  /** what is shown is of an earlier question, or the pictures are still being made */
  waiting = $state(false);
  /** while a frame is dragged: the crop as it stands */
  dragged = $state.raw<Box | undefined>();
  private shownId = '';
  private pause: ReturnType<typeof setTimeout> | undefined;
  private readonly plans: Latest<Question, PicturePlan>;
  private readonly samples: Latest<Question, MadePicture[]>;

  constructor(preparation: Preparation) {
    const fail = (error: unknown): void => this.failed(failureData(error));
    this.plans = new Latest(({ picture }) => preparation.plan(picture), (plan, question) => this.planned(plan, question), fail);
    this.samples = new Latest(({ picture }) => preparation.sample(picture), (made) => this.sampled(made), fail);
  }

  ask(picture: Picture, options: PrepareOptions): void {
    if (picture.id !== this.shownId) this.empty(picture.id);
    this.waiting = true;
    // Pictures of the plan before would be shown as those of this one.
    clearTimeout(this.pause);
    this.samples.forget();
    this.plans.ask({ picture, options });
  }

  empty(id = ''): void {
    this.shownId = id;
    this.plans.forget();
    this.samples.forget();
    clearTimeout(this.pause);
    this.plan = this.made = this.failure = undefined;
    this.waiting = false;
  }

  private planned(plan: PicturePlan, question: Question): void {
    const count = notOriginal(plan).length;
    this.plan = plan;
    this.failure = undefined;
    if (this.made?.length !== count) this.made = undefined;
    this.waiting = count > 0;
    if (count) this.pause = setTimeout(() => this.samples.ask(question), PAUSE_MS);
  }

  private sampled(made: readonly MadePicture[]): void {
    this.made = made;
    this.waiting = false;
  }

  private failed(failure: FailureData): void {
    this.failure = failure;
    this.waiting = false;
  }
}

export const notOriginal = ({ made }: PicturePlan) => made.filter(({ by }) => by !== 'original');
