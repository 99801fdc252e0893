/**
 * @file Answers that follow what is asked, one at a time: while one is worked out only the newest question waits, so what is shown
 * is never older than what was shown before. For work that is asked for with every key typed.
 */
export class Latest<Question, Answer> {
  private next: { question: Question } | undefined;
  private busy = false;
  /** raised by `forget` */
  private era = 0;

  constructor(
    private readonly work: (question: Question) => Promise<Answer>,
    private readonly show: (answer: Answer, question: Question) => void,
    private readonly fail: (error: unknown, question: Question) => void,
  ) {}

  ask(question: Question): void {
    this.next = { question };
    if (!this.busy) void this.go();
  }

  /** What was asked so far is answered to nobody. */
  forget(): void {
    this.next = undefined;
    this.era++;
  }

  private async go(): Promise<void> {
    this.busy = true;
    while (this.next) {
      const { question } = this.next;
      const { era } = this;
      this.next = undefined;
      await this.work(question).then(
        (answer) => era === this.era && this.show(answer, question),
        (error: unknown) => era === this.era && !this.next && this.fail(error, question),
      );
    }
    this.busy = false;
  }
}
