/** @file Which kernels a plan runs, as one short hash: a resumed run compares it with the one it was started with. */
import type { Plan } from './plan';
import type { PlannedDispatch } from './schedule';
import { shaderKey, shaderText } from './shader';

/** Names and texts of all kernels of all programs, whatever else the device has compiled, and which dispatch runs which. */
export function kernelTable({ programs }: Plan): string {
  const dispatches = [...programs.values()].flatMap((program) => program.dispatches);
  const texts = new Map(dispatches.map((dispatch) => [keyOf(dispatch), shaderText(dispatch.shader, dispatch.storages)]));
  return fnv([...texts].sort(([a], [b]) => (a < b ? -1 : 1)).flat().concat(dispatches.map(keyOf)).join('\n'));
}

const keyOf = ({ shader, storages }: PlannedDispatch): string => shaderKey(shader, storages);

/** FNV-1a, 32 bits: tells two tables apart, protects nothing. */
function fnv(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
