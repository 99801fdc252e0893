/** @file Where a card's words stand. Pure geometry: who has a canvas draws them (see TextPainter). */
import { type WrittenEmbedding } from './embedding';

/** `left-top`: the point is the top left of the ink; the others lie on the baseline. */
export type TextAnchor = 'left-top' | 'left-baseline' | 'middle-baseline' | 'right-baseline';

export interface TextRun {
  readonly text: string;
  /** pixels from the picture's left and top */
  readonly x: number;
  readonly y: number;
  /** font size in pixels, at least 1 */
  readonly size: number;
  readonly anchor: TextAnchor;
  /** 0 to 255 */
  readonly colour: readonly [red: number, green: number, blue: number];
}

export interface CardLayout {
  /** how much black covers each row of the picture, 0 to 255, [height] */
  readonly shade: Uint8Array;
  readonly runs: readonly TextRun[];
}

/** A canvas, or what stands in for one. */
export interface TextPainter {
  /** pixels that the text takes at this font size */
  measure(text: string, size: number): number;
  /** The runs on nothing: RGBA, alpha not multiplied in, [height, width, 4]. */
  paint(runs: readonly TextRun[], width: number, height: number): Uint8Array | Uint8ClampedArray;
}

export type Measure = TextPainter['measure'];
export type CardLook = (embedding: WrittenEmbedding, width: number, height: number, measure: Measure) => CardLayout;

export interface CardWords {
  readonly title: string;
  readonly model: string;
  readonly hash: string;
  readonly size: string;
}

/** `<name>`, model, `[hash]`, `8v 1000s`; empty where the model is not known. */
export function wordsOf({ name, modelName, modelHash, count, step }: WrittenEmbedding): CardWords {
  return { title: name, model: modelName ?? '', hash: modelHash ? `[${modelHash}]` : '', size: `${count}v ${step ?? 0}s` };
}

const PADDING = 10;
const TITLE_SIZE = 32;
const MAX_SIZE = 72;
const WHITE = [255, 255, 255] as const;

/** A1111's (facts of the project, §3.4): title above, model, hash and size below, dark at both ends. */
export const a1111Look: CardLook = (embedding, width, height, measure) => {
  const { title: name, model, hash, size } = wordsOf(embedding);
  const title = `<${name}>`;
  const titleSize = fit(title, TITLE_SIZE, width * 0.75 - 4 * PADDING, measure);
  const footers = [model, hash, size].filter((text) => text !== '');
  const footerSize = Math.min(...footers.map((text) => fit(text, titleSize, width / 3 - PADDING, measure)));
  const footer = (text: string, x: number, anchor: TextAnchor): TextRun =>
    ({ text, x, y: height - PADDING, size: footerSize, anchor, colour: WHITE });
  const runs: TextRun[] = [
    { text: title, x: PADDING, y: PADDING, size: titleSize, anchor: 'left-top', colour: WHITE },
    footer(model, PADDING, 'left-baseline'),
    footer(hash, width / 2, 'middle-baseline'),
    footer(size, width - PADDING, 'right-baseline'),
  ];
  return { shade: endsShade(height), runs: runs.filter(({ text }) => text !== '') };
};

/** The font size at which `text`, measured at `size`, takes `room` pixels; whole, within 1 and 72. */
function fit(text: string, size: number, room: number, measure: Measure): number {
  const whole = Math.trunc(size * (room / Math.max(1, measure(text, size))));
  return Math.max(1, Math.min(whole, MAX_SIZE));
}

function endsShade(height: number): Uint8Array {
  return Uint8Array.from({ length: height }, (_, y) => {
    const magnitude = Math.max(1 - Math.cos((y / height) * 1.5), 1 - Math.cos(((height - y) / height) * 1.5 * 1.1));
    return Math.min(255, Math.trunc(magnitude * 255));
  });
}

const SOFT = [205, 205, 215] as const;
const TITLE_ROOM = 0.92;
/** of the height: where the dark begins, and the lines' size */
const SHADE_START = 0.62;
const LINE = 0.035;

/** Our look: the picture free, the words on two lines at its foot. */
export const plainLook: CardLook = (embedding, width, height, measure) => {
  const { title, model, hash, size } = wordsOf(embedding);
  const margin = Math.round(width * ((1 - TITLE_ROOM) / 2));
  const line = [size, model, hash].filter((text) => text !== '').join('  ·  ');
  const lineSize = Math.min(fit(line, TITLE_SIZE, width - 2 * margin, measure), Math.max(8, Math.round(height * LINE)));
  const titleSize = Math.min(fit(title, TITLE_SIZE, width - 2 * margin, measure), Math.round(2.2 * lineSize));
  const runs: TextRun[] = [
    { text: title, x: margin, y: height - margin - 2 * lineSize, size: titleSize, anchor: 'left-baseline', colour: WHITE },
    { text: line, x: margin, y: height - margin, size: lineSize, anchor: 'left-baseline', colour: SOFT },
  ];
  return { shade: footShade(height), runs };
};

function footShade(height: number): Uint8Array {
  return Uint8Array.from({ length: height }, (_, y) => {
    const depth = Math.max(0, y / height - SHADE_START) / (1 - SHADE_START);
    return Math.round(215 * depth * (2 - depth));
  });
}
