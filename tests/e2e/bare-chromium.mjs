/** A Chromium without Playwright, which keeps every page visible and its timers quick: here a tab behind another one is hidden. */
import { spawn } from 'node:child_process';
import { browserPath } from '../../tools/environment.mjs';

const SWITCHES = ['--headless=new', '--no-sandbox', '--no-first-run', '--disable-background-networking', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** Speaks the DevTools protocol through a pipe: messages end with a zero byte. */
export function openBare(t, { profile, args = [] }) {
  const child = spawn(browserPath(), [...SWITCHES, ...args, `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((done) => child.once('exit', done));
  t.after(async () => {
    child.kill();
    await ended;
  });
  const [, , , into, out] = child.stdio;
  const waiting = new Map();
  let [last, text] = [0, ''];
  out.setEncoding('utf8').on('data', (piece) => {
    const messages = (text + piece).split('\0');
    text = messages.pop();
    for (const { id, result, error } of messages.map((message) => JSON.parse(message))) {
      waiting.get(id)?.(error ? Promise.reject(new Error(error.message)) : result);
      waiting.delete(id);
    }
  });
  const send = (method, params = {}, sessionId) =>
    new Promise((done) => {
      waiting.set(++last, done);
      into.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    });
  return { openTab: (url) => openTab(send, url) };
}

/** A tab in the one window, in front of the others until another is. */
async function openTab(send, url) {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  await send('Page.navigate', { url }, sessionId);
  const evaluate = async (work, ...values) => {
    const expression = `(${work})(...${JSON.stringify(values)})`;
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, sessionId);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  return { evaluate, toFront: () => send('Target.activateTarget', { targetId }) };
}
