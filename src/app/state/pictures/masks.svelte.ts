/** Where training looks in each picture: painted here, stored with the picture, the loss's weights in a run. */
import { HIDDEN, SHOWN, invertMask, isPlain, plainMask, maskSize, type MaskPixels } from '../../../images/masks/mask';
import type { Stroke } from '../../../images/masks/stroke';
import type { Picture } from '../../../store/records';
import { maskImages, type MaskImages } from '../../platform/mask-images';
import type { Taggers } from '../../platform/open-tagger';
import { throttle } from '../../platform/throttle';
import type { Services } from '../../services';
import type { Notices } from '../notices.svelte';
import { MaskEditor } from './mask-editor.svelte';
import type { Pictures } from './pictures.svelte';

/** Strokes that follow each other are one write. */
const WRITE_MS = 500;
/** Pictures whose steps back are kept. */
const MOST_EDITORS = 4;

export const BRUSH_LIMITS = { size: { min: 1, max: 60 }, softness: { min: 0, max: 100 } };

const STORED = 'mask-brush';

export interface BrushChoice {
  size: number;
  softness: number;
  erase: boolean;
}

export class Masks {
  /** `size`: diameter, of the picture's shorter side, percent; `softness`: of the radius, percent */
  brush = $state<BrushChoice>({ size: 15, softness: 30, erase: false });
  /** of the picture at hand, once its mask has been read */
  editor = $state.raw<MaskEditor | undefined>();
  /** transparency was asked for where there is none */
  opaque = $state(false);
  /** all that was painted is in the store */
  kept = $state(true);
  /** a model looks for the subject */
  finding = $state(false);
  private at = $state('');
  private editors: readonly MaskEditor[] = [];
  /** not stored yet */
  private changed: readonly MaskEditor[] = [];
  private writing: Promise<unknown> = Promise.resolve();
  /** the brush as it is stored; undefined until that is known */
  private keptBrush: string | undefined;
  private readonly writeSoon = throttle(() => void this.flush(), WRITE_MS);

  constructor(
    private readonly pictures: Pick<Pictures, 'list' | 'alter'>,
    private readonly notices: Pick<Notices, 'guard'>,
    private readonly services: { workers: { taggers: Pick<Taggers, 'segment'> }; store: Pick<Services['store'], 'trainerIsBusy' | 'loadSettings' | 'saveSettings'> },
    private readonly images: MaskImages = maskImages,
  ) {}

  /** The brush as it was left. */
  async openBrush(): Promise<void> {
    const stored = await this.services.store.loadSettings<unknown>(STORED);
    if (isBrush(stored)) this.brush = { ...stored };
    this.keptBrush = JSON.stringify(this.brush);
  }

  /** To be called whenever the brush has changed. */
  keepBrush(): void {
    const { size, softness, erase } = this.brush;
    const brush: BrushChoice = { size, softness, erase };
    if (this.keptBrush === undefined || this.keptBrush === JSON.stringify(brush)) return;
    this.keptBrush = JSON.stringify(brush);
    // It is on the page anyway.
    this.services.store.saveSettings(STORED, brush).catch(() => undefined);
  }

  get place(): number {
    return Math.max(0, this.pictures.list.findIndex(({ id }) => id === this.at));
  }

  get picture(): Picture | undefined {
    return this.pictures.list[this.place];
  }

  look(picture: Picture | undefined): void {
    if (picture) this.at = picture.id;
  }

  /** Reads the mask of the picture at hand, unless it is being painted already. */
  async open(): Promise<void> {
    const { picture } = this;
    this.opaque = false;
    this.editor = picture && this.knownEditor(picture);
    if (!picture || this.editor) return;
    await this.notices.guard(async () => {
      const mask = picture.mask && (await this.images.readMask(picture.mask, maskSize(picture)));
      if (this.picture === picture) this.keep(new MaskEditor(picture.id, picture, picture.mask, mask));
    });
  }

  /** None where the stored mask has become another since, say by undoing elsewhere. */
  private knownEditor({ id, mask }: Picture): MaskEditor | undefined {
    return this.changed.find(({ pictureId }) => pictureId === id) ?? this.editors.find(({ pictureId, stored }) => pictureId === id && stored === mask);
  }

  private keep(editor: MaskEditor): void {
    this.editor = editor;
    const others = this.editors.filter(({ pictureId }) => pictureId !== editor.pictureId);
    this.editors = [...others, editor].slice(-MOST_EDITORS);
  }

  begin(erase = this.brush.erase): Stroke | undefined {
    const { brush: { size, softness }, editor } = this;
    if (!editor) return undefined;
    const shorter = Math.min(editor.size.width, editor.size.height);
    return editor.stroke({ radius: Math.max(0.5, (shorter * size) / 200), softness: softness / 100, value: erase ? HIDDEN : SHOWN });
  }

  end(stroke: Stroke): void {
    this.change(stroke.mask);
  }

  fill(shown: boolean): void {
    if (this.editor) this.change(plainMask(this.editor.size, shown ? SHOWN : HIDDEN));
  }

  invert(): void {
    if (this.editor) this.change(invertMask(this.editor.mask ?? plainMask(this.editor.size, SHOWN)));
  }

  remove(): void {
    if (this.editor?.mask) this.change(undefined);
  }

  /** What is opaque counts; a picture that is opaque all over is left as it is. */
  async fromAlpha(): Promise<void> {
    const { picture, editor } = this;
    if (!picture || !editor) return;
    await this.notices.guard(async () => {
      const mask = await this.images.readAlpha(picture.blob, editor.size);
      if (this.editor !== editor) return;
      if (isPlain(mask)) this.opaque = true;
      else this.change(mask);
    });
  }

  /** The mask that a model makes of the picture. Where a run trains it is made on the processor: the run comes first. */
  async findSubject(segmenterId: string): Promise<void> {
    const { picture, editor, services: { workers, store } } = this;
    if (!picture || !editor || this.finding) return;
    this.finding = true;
    await this.notices.guard(async () => {
      const place = (await store.trainerIsBusy()) ? 'wasm' : 'auto';
      const values = await workers.taggers.segment(segmenterId, picture.blob, picture.name, editor.size, place);
      if (this.editor === editor) this.change({ ...editor.size, values });
    });
    this.finding = false;
  }

  undo(): void {
    this.editor?.undo();
    this.touched();
  }

  redo(): void {
    this.editor?.redo();
    this.touched();
  }

  change(mask: MaskPixels | undefined): void {
    this.editor?.change(mask);
    this.touched();
  }

  private touched(): void {
    this.opaque = false;
    const { editor } = this;
    if (!editor) return;
    this.changed = [...this.changed.filter((other) => other !== editor), editor];
    this.kept = false;
    this.writeSoon();
  }

  /** Stores what was painted, now; settles when that is done. One write after the other. */
  flush(): Promise<unknown> {
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    await this.notices.guard(async () => {
      const written = await Promise.all(this.changed.map(async (editor) => {
        const { mask } = editor;
        return { editor, mask, stored: mask && (await this.images.toPng(mask)) };
      }));
      for (const { editor, mask, stored } of written) {
        editor.stored = stored;
        // what was painted meanwhile waits for the next write
        if (editor.mask === mask) this.changed = this.changed.filter((other) => other !== editor);
      }
      if (written.length) await this.pictures.alter(Object.fromEntries(written.map(({ editor: { pictureId, stored } }) => [pictureId, { mask: stored }])));
      this.kept = this.changed.length === 0;
    });
  }
}

/** Of the store: an older version of the app may have written it. */
function isBrush(value: unknown): value is BrushChoice {
  const brush = value as Partial<Record<keyof BrushChoice, unknown>> | null;
  const fits = (key: keyof typeof BRUSH_LIMITS): boolean => Number(brush?.[key]) >= BRUSH_LIMITS[key].min && Number(brush?.[key]) <= BRUSH_LIMITS[key].max;
  return typeof brush?.size === 'number' && typeof brush.softness === 'number' && typeof brush.erase === 'boolean' && fits('size') && fits('softness');
}
