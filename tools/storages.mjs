// Which adapter serves which storage type on this machine.
import { spawnSync } from 'node:child_process';
import { gpuEnvironment, hasNativeGpu, installs } from './environment.mjs';

const PROBE = `
const { create } = await import('webgpu');
const adapter = await create([]).requestAdapter();
const found = adapter && { name: adapter.info.description || adapter.info.device, f16: adapter.features.has('shader-f16') };
console.log('ADAPTER ' + JSON.stringify(found));
process.exit(0);
`;

/** Name and f16 support of the adapter that Dawn finds in that environment, null if none. */
function probe(gpu) {
  const args = [...gpu.args, '--input-type=module', '-e', PROBE];
  const { stdout } = spawnSync(gpu.command, args, { env: { ...process.env, ...gpu.env }, encoding: 'utf8' });
  const line = stdout.split('\n').find((text) => text.startsWith('ADAPTER '));
  return line ? JSON.parse(line.slice('ADAPTER '.length)) : null;
}

async function candidates(storage) {
  if (!installs && (process.env.VK_ICD_FILENAMES || (await hasNativeGpu()))) return [gpuEnvironment('native')];
  return [gpuEnvironment(storage === 'f16' ? 'lavapipe' : 'swiftshader')];
}

/**
 * The environment for one storage type, checked by asking for its adapter.
 * On Debian as root a missing adapter throws; elsewhere `gpu` is undefined and `name` says what was found.
 * @param {'f32' | 'packed' | 'f16'} storage
 */
export async function environmentFor(storage) {
  const [gpu] = await candidates(storage);
  const adapter = gpu ? probe(gpu) : null;
  const name = adapter?.name ?? 'no adapter';
  if (adapter && (storage !== 'f16' || adapter.f16)) return { gpu, name };
  if (installs) throw new Error(`${storage}: ${adapter ? `no shader-f16 on ${name}` : 'no adapter'}`);
  return { gpu: undefined, name };
}
