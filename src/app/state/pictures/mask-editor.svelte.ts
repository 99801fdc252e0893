/** One picture's mask while it is painted: what it is, was, and may be again. */
import { isPlain, maskSize, plainMask, shownShare, HIDDEN, SHOWN, type MaskPixels } from '../../../images/masks/mask';
import { Stroke, type Brush } from '../../../images/masks/stroke';
import type { Size } from '../../../images/probe-size';

/** Steps back; each is a mask of at most 1 MiB. */
const MOST = 30;

/** undefined: no mask, training looks everywhere */
type State = MaskPixels | undefined;

export class MaskEditor {
  mask = $state.raw<State>();
  private past = $state.raw<readonly State[]>([]);
  private future = $state.raw<readonly State[]>([]);
  readonly size: Size;

  constructor(
    readonly pictureId: string,
    picture: Size,
    /** as it was read from the store */
    public stored: Blob | undefined,
    mask: State,
  ) {
    this.size = maskSize(picture);
    this.mask = mask;
  }

  /** of the picture that counts, 0..1 */
  get share(): number {
    return this.mask ? shownShare(this.mask) : 1;
  }

  /** says nothing of where to look */
  get plain(): boolean {
    return !this.mask || isPlain(this.mask);
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Where there is no mask, the first thing painted is all that counts; the first thing erased is all that does not. */
  stroke(brush: Brush): Stroke {
    return new Stroke(this.mask ?? plainMask(this.size, brush.value === SHOWN ? HIDDEN : SHOWN), brush);
  }

  change(mask: State): void {
    this.past = [...this.past, this.mask].slice(-MOST);
    this.future = [];
    this.mask = mask;
  }

  undo(): void {
    if (!this.canUndo) return;
    this.future = [...this.future, this.mask];
    this.mask = this.past.at(-1);
    this.past = this.past.slice(0, -1);
  }

  redo(): void {
    if (!this.canRedo) return;
    this.past = [...this.past, this.mask];
    this.mask = this.future.at(-1);
    this.future = this.future.slice(0, -1);
  }
}
