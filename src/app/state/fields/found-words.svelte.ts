/**
 * Words of file names for the next run. Their pattern may come from a link and may never end, so it is tried in a worker that is
 * ended then; only a pattern that came to an end on the names of all pictures is estimated with or handed to a run.
 */
import { Failure, failureData, type FailureData } from '../../../failure';
import { fileWords, type Named, type NameWords } from '../../../images/file-words';

/** Whose names there are. */
export interface WordSources {
  /** of the first word's pictures without captions: the same array as long as they are the same */
  readonly names: readonly string[];
  /** the further words' sets */
  readonly sets: readonly string[];
  namesIn(datasetId: string): Promise<readonly string[]>;
  /** Throws `settings.word-pattern…`. */
  find(names: readonly string[], rules: NameWords): Promise<string[]>;
}

interface Settled {
  of: string;
  names: readonly string[];
  words: Readonly<Record<string, string>>;
  failure?: FailureData;
}

export class FoundWords {
  private settled = $state.raw<Settled | undefined>();
  private turn = 0;

  constructor(private readonly sources: WordSources) {}

  /** Why the pattern is not to be used, or not yet. */
  problem(rules: NameWords | undefined): FailureData | undefined {
    if (!rules?.pattern) return undefined;
    const { settled } = this;
    return this.isOf(settled, rules) ? settled.failure : failureData(new Failure('settings.word-pattern-pending'));
  }

  /** What `[filewords]` stands for. The function throws what `problem` gives. */
  captionOf(rules: NameWords | undefined): (picture: Named) => string {
    if (!rules?.pattern) return fileWords(rules);
    return ({ name, caption }) => {
      if (caption.trim()) return caption;
      const problem = this.problem(rules);
      const words = this.settled?.words[name];
      if (problem || words === undefined) throw problem ? new Failure(problem.code, problem.values) : new Failure('settings.word-pattern-pending');
      return words;
    };
  }

  /** To be called whenever the rules, the pictures or the further words change. */
  async look(rules: NameWords | undefined): Promise<void> {
    if (!rules?.pattern || this.isOf(this.settled, rules)) return;
    const turn = ++this.turn;
    const [of, names, sets] = [this.keyOf(rules), this.sources.names, this.sources.sets];
    const settled = await this.found(rules, names, sets).then((words) => ({ of, names, words }), (error: unknown) => ({ of, names, words: {}, failure: failureData(error) }));
    if (turn === this.turn) this.settled = settled;
  }

  private async found(rules: NameWords, names: readonly string[], sets: readonly string[]): Promise<Settled['words']> {
    const further = await Promise.all(sets.map((id) => this.sources.namesIn(id)));
    const all = [...names, ...further.flat()];
    const words = await this.sources.find(all, rules);
    return Object.fromEntries(all.map((name, i) => [name, words[i]]));
  }

  private isOf(settled: Settled | undefined, rules: NameWords): settled is Settled {
    return settled?.names === this.sources.names && settled.of === this.keyOf(rules);
  }

  private keyOf({ pattern, join }: NameWords): string {
    return JSON.stringify([pattern, join, this.sources.sets]);
  }
}
