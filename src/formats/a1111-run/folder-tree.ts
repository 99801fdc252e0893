/** @file Where A1111 puts what a run leaves: `DATE/NAME/` below its log directory. */
import { dayOf, settingsName } from './settings-json';

/** Steps in names are the steps done: A1111's own are one more than the steps its files have had. */
export class RunFolder {
  readonly #stem: string;
  readonly #folder: string;

  /** `stem`: the word as a file name. */
  constructor(
    stem: string,
    private readonly begun: Date,
  ) {
    this.#stem = stem;
    this.#folder = `${dayOf(begun)}/${this.#stem}`;
  }

  get archive(): string {
    return `${this.#stem}-${dayOf(this.begun)}.zip`;
  }

  embedding = (step: number): string => `${this.#folder}/embeddings/${this.#stem}-${step}.pt`;
  image = (step: number): string => `${this.#folder}/images/${this.#stem}-${step}.png`;
  card = (step: number): string => `${this.#folder}/image_embeddings/${this.#stem}-${step}.png`;

  get csv(): string {
    return `${this.#folder}/textual_inversion_loss.csv`;
  }

  get settings(): string {
    return `${this.#folder}/${settingsName(this.begun)}`;
  }

  /** A1111 names the file; here the lines are the run's own, so they lie beside its settings. */
  get template(): string {
    return `${this.#folder}/${TEMPLATE}`;
  }
}

export const TEMPLATE = 'template.txt';
