/**
 * @file A1111's emphasis: `(a)` and `(a:1.3)` weigh more, `[a]` less, nested ones multiply; `\(` is a bracket; `BREAK`
 * begins a new chunk. Brackets that are never closed close at the end. Prompts trained with and prompts of previews
 * are read alike.
 */

export interface Weighed {
  kind: 'text';
  text: string;
  weight: number;
}

export type Segment = Weighed | { kind: 'break' };

const STRONGER = 1.1;
const ROUND = { open: '(', close: ')', factor: STRONGER } as const;
const SQUARE = { open: '[', close: ']', factor: 1 / STRONGER } as const;
const KINDS = [ROUND, SQUARE];

/** An escaped sign, a weight with its bracket, one sign, or a run of anything else. */
const TOKEN = /\\[()[\]\\]|:\s*([+-]?[.\d]+)\s*\)|[()[\]\\:]|[^()[\]\\:]+/g;
const BREAK = /\s*\bBREAK\b\s*/;

/** Neighbours of one weight are one segment. An empty prompt is one empty segment. */
export function parseEmphasis(prompt: string): Segment[] {
  const parser = new Parser();
  for (const [token, weight] of prompt.matchAll(TOKEN)) parser.take(token, weight);
  return parser.end();
}

type Kind = (typeof KINDS)[number];

class Parser {
  readonly #parts: Segment[] = [];
  /** for each kind of bracket, where those still open began */
  readonly #open = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]));

  take(token: string, weight?: string): void {
    if (weight !== undefined && this.#closeWith(ROUND, Number(weight))) return;
    const opened = KINDS.find(({ open }) => open === token);
    if (opened) return void this.#open.get(opened)!.push(this.#parts.length);
    const closed = KINDS.find(({ close }) => close === token);
    if (closed && this.#closeWith(closed, closed.factor)) return;
    if (token.length === 2 && token.startsWith('\\')) return this.#add(token[1]);
    this.#addWithBreaks(token);
  }

  end(): Segment[] {
    for (const kind of KINDS) while (this.#closeWith(kind, kind.factor));
    return merged(this.#parts.length ? this.#parts : [{ kind: 'text', text: '', weight: 1 }]);
  }

  /** False where no such bracket is open, or the weight is no number: the signs are then text. */
  #closeWith(kind: Kind, factor: number): boolean {
    const start = Number.isFinite(factor) ? this.#open.get(kind)!.pop() : undefined;
    if (start === undefined) return false;
    for (const part of this.#parts.slice(start)) multiply(part, factor);
    return true;
  }

  #add(text: string): void {
    this.#parts.push({ kind: 'text', text, weight: 1 });
  }

  #addWithBreaks(text: string): void {
    text.split(BREAK).forEach((part, i) => {
      if (i > 0) this.#parts.push({ kind: 'break' });
      this.#add(part);
    });
  }
}

/**
 * A1111 keeps a break as a word of weight -1, so that inside brackets it becomes the word "BREAK" with another negative
 * weight. Here a break stays a break: nobody means the other.
 */
function multiply(part: Segment, factor: number): void {
  if (part.kind === 'text') part.weight *= factor;
}

function merged(parts: readonly Segment[]): Segment[] {
  const result: Segment[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.kind === 'text' && last?.kind === 'text' && last.weight === part.weight) last.text += part.text;
    else result.push({ ...part });
  }
  return result;
}
