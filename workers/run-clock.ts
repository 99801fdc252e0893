/** How long a run has been at work, pauses left out: told by its own messages. */
import type { TrainMessage } from '../src/train/messages';

type Listen = (message: TrainMessage) => void;

export class RunClock {
  private worked = 0;
  /** undefined while the run pauses */
  private since: number | undefined;

  /** `before`: seconds of earlier sessions; `now`: milliseconds */
  constructor(
    private readonly before: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.since = now();
  }

  get seconds(): number {
    const open = this.since === undefined ? 0 : this.now() - this.since;
    return this.before + (this.worked + open) / 1000;
  }

  /** Passes messages on and hears from them when the run rests. */
  hearing(listen: Listen): Listen {
    return (message) => {
      if (message.kind === 'paused') this.rest();
      else this.since ??= this.now();
      listen(message);
    };
  }

  private rest(): void {
    if (this.since !== undefined) this.worked += this.now() - this.since;
    this.since = undefined;
  }
}
