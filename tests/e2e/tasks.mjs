/** How long the tasks of the page's main thread take, by the browser's own trace. */
import assert from 'node:assert/strict';

const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata'];

/** CPU milliseconds (`tdur`) of every task that the page's main thread ran while `during` did. */
export async function mainThreadTasks(context, page, during) {
  const browser = context.browser();
  await browser.startTracing(page, { categories: CATEGORIES });
  await during();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const thread = pageThread(traceEvents, page.url());
  const tasks = traceEvents.filter(({ name, pid, tid, tdur }) => name.endsWith('RunTask') && tdur && thread(pid, tid));
  return tasks.map(({ tdur }) => tdur / 1000);
}

const withoutHash = (url) => url?.split('#')[0];

/** The main thread of the process that shows `url`. */
function pageThread(events, url) {
  const frames = events.flatMap(({ args, pid }) => (args?.data?.frames ?? []).map((frame) => ({ pid, ...frame })));
  const pids = new Set(frames.filter((frame) => withoutHash(frame.url) === withoutHash(url)).map((frame) => frame.processId ?? frame.pid));
  const main = new Set(
    events
      .filter(({ name, pid, args }) => name === 'thread_name' && args.name === 'CrRendererMain' && pids.has(pid))
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  assert.equal(main.size, 1, 'the trace knows one main thread of the page');
  return (pid, tid) => main.has(`${pid} ${tid}`);
}

export const longest = (tasks) => tasks.reduce((most, ms) => Math.max(most, ms), 0);

/** What else the machine does slows a task down too: a page that is quick is so in one of these tries. */
const TRIES = 3;

/**
 * No task of `during` takes more than `limit` CPU milliseconds. `name` is for the report.
 * @param {{ t: import('node:test').TestContext, context: object, page: object }} visit
 * @param {(tries: number) => Promise<void>} during what is measured; it can be done again
 * @param {(tries: number) => Promise<void>} [before] each time, not measured
 * @returns {Promise<number>} tasks seen
 */
export async function staysQuick({ t, context, page }, { name, limit, during, before }) {
  for (let tries = 1; ; tries++) {
    await before?.(tries);
    const tasks = await mainThreadTasks(context, page, () => during(tries));
    const most = longest(tasks);
    t.diagnostic(`${name}: ${tasks.length} tasks, the longest ${most.toFixed(1)} ms`);
    if (most <= limit) return tasks.length;
    assert.ok(tries < TRIES, `${name}: a task of ${most.toFixed(1)} ms`);
  }
}
