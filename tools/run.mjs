// Runs a TypeScript entry under Node through Vite's module runner, so that `?raw` WGSL imports work as in the app.
// usage: node tools/run.mjs ENTRY.ts [arguments the entry reads from process.argv]
import { runnerImport } from 'vite';
import { resolve } from 'node:path';

const [entry, ...rest] = process.argv.slice(2);
process.argv = [process.argv[0], resolve(entry), ...rest];
await runnerImport(resolve(entry), { configFile: false, logLevel: 'warn' });
