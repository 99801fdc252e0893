// Runs commands, keeps what they print until it is wanted, and counts.
import { spawn } from 'node:child_process';

/** Without the lines of the tests that passed: what is looked for is what failed. */
const withoutPassed = (output) => output.split('\n').filter((line) => !/[✓✔]/.test(line)).join('\n');

const seconds = (begun) => `${((performance.now() - begun) / 1000).toFixed(1)} s`;

/** @typedef {{ name: string, command: string, args: string[], env?: Record<string, string> }} Job */

/** Output is shown as it comes when `live`, else only if the job fails. */
function finish({ command, args, env }, live) {
  return new Promise((done) => {
    const chunks = [];
    const stdio = live ? 'inherit' : ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio });
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => done({ ok: false, output: String(error) }));
    child.on('close', (code) => done({ ok: code === 0, output: Buffer.concat(chunks).toString() }));
  });
}

export class Jobs {
  passed = 0;
  failed = 0;

  /** @param {boolean} live show all output as it comes */
  constructor(live) {
    this.live = live;
  }

  /** One line for what was done; counts it. */
  report(name, ok, begun, output = '') {
    if (ok) this.passed++;
    else this.failed++;
    console.log(`  ${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(34)} ${seconds(begun).padStart(8)}`);
    if (!ok) console.log(withoutPassed(output));
  }

  /** @param {Job} job */
  async run(job) {
    const begun = performance.now();
    const { ok, output } = await finish(job, this.live);
    this.report(job.name, ok, begun, output);
  }

  /** For what is done in this process. Returns what `work` returns, undefined when it threw. */
  async step(name, work) {
    const begun = performance.now();
    try {
      const value = await work();
      this.report(name, true, begun);
      return value;
    } catch (error) {
      this.report(name, false, begun, String(error?.stack ?? error));
      return undefined;
    }
  }

  /** Two at a time: light jobs of one core each. @param {Job[]} jobs */
  async runPairs(jobs) {
    const waiting = [...jobs];
    const lane = async () => {
      for (let job = waiting.shift(); job; job = waiting.shift()) await this.run(job);
    };
    await Promise.all([lane(), lane()]);
  }
}
