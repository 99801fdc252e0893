// npm start: builds the page, serves it on a free port and opens it where there is a desktop.
// usage: node tools/start.mjs [--port N] [--no-open]
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { buildPage } from './build.mjs';
import { serve } from './serve.mjs';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, 'no-open': { type: 'boolean', default: false } },
});

/** The command that opens an address in the person's browser; none without a desktop. */
function opener() {
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', ''];
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}

function open(url) {
  const command = opener();
  if (!command || values['no-open']) return console.log(`Open ${url} in a browser with WebGPU.`);
  const [program, ...args] = command;
  spawn(program, [...args, url], { stdio: 'ignore', detached: true })
    .on('error', () => console.log('No browser could be opened from here.'))
    .unref();
  console.log(`Opening ${url}`);
}

await buildPage();
const { url } = await serve('dist', { port: Number(values.port) });
open(url);
console.log('Ctrl+C ends it.');
