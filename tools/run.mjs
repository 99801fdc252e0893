// Runs a TypeScript entry under Node through Vite's module runner, so that `?raw` WGSL imports work as in the app.
// usage: node tools/run.mjs ENTRY.ts [--adapter swiftshader|lavapipe|native] [arguments the entry reads]
// Without --adapter: what VK_ICD_FILENAMES names if it is set, else a real GPU if there is one, else a software
// adapter: lavapipe for `--storage f16` (the only one with shader-f16), SwiftShader for the rest.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { runnerImport } from 'vite';
import { gpuEnvironment, hasNativeGpu } from './environment.mjs';

/** Takes `--adapter NAME` out of the arguments. */
function takeAdapter(args) {
  const at = args.indexOf('--adapter');
  return at < 0 ? undefined : args.splice(at, 2)[1];
}

async function chosenAdapter(args) {
  const named = takeAdapter(args);
  if (named) return named;
  if (process.env.VK_ICD_FILENAMES || (await hasNativeGpu())) return 'native';
  return args[args.indexOf('--storage') + 1] === 'f16' ? 'lavapipe' : 'swiftshader';
}

/** A software adapter needs its variables set before Node starts: start it again with them. */
function runAgain(adapter, entry, args) {
  const gpu = gpuEnvironment(adapter);
  if (!gpu) return fail(`${adapter} is not to be had on this machine: Debian as root installs it, or use --adapter native`);
  const env = { ...process.env, ...gpu.env };
  const again = [...gpu.args, import.meta.filename, entry, ...args];
  const { status } = spawnSync(gpu.command, again, { env, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}

async function runHere(entry, args) {
  process.argv = [process.argv[0], resolve(entry), ...args];
  await runnerImport(resolve(entry), { configFile: false, logLevel: 'warn' });
}

const [entry, ...args] = process.argv.slice(2);
if (!entry) fail('usage: node tools/run.mjs ENTRY.ts [--adapter swiftshader|lavapipe|native] [arguments]');
else {
  const adapter = await chosenAdapter(args);
  if (adapter === 'native') await runHere(entry, args);
  else runAgain(adapter, entry, args);
}
