/** @file Which comparisons a golden file asks for; what nobody knows is a failure. */
import type { Bench, Group } from './bench';
import { compare, type Row } from './compare';
import { inversionGroup } from './inversion';
import { pictureGroup, promptGroup } from './sample';
import { textGroup } from './text';
import { unetGroup } from './unet';
import { decodeGroup, encodeGroup } from './vae';

const GROUPS: readonly Group[] = [textGroup, unetGroup, encodeGroup, decodeGroup, inversionGroup, promptGroup, pictureGroup];

/** Rows as they come; every value of the file is compared, is an input of a comparison that ran, or fails. */
export async function* rowsOf(bench: Bench): AsyncGenerator<Row> {
  const { golden } = bench;
  const handled = new Set<string>();
  for (const group of GROUPS) {
    const outputs = group.outputs.filter((name) => golden.has(name));
    if (outputs.length === 0) continue;
    for (const name of [...outputs, ...group.inputs]) handled.add(name);
    yield* groupRows(bench, group, outputs);
  }
  for (const name of golden.names) if (!handled.has(name)) yield { name, note: 'unknown', ok: false };
}

async function* groupRows(bench: Bench, group: Group, outputs: readonly string[]): AsyncGenerator<Row> {
  const missing = group.inputs.filter((name) => !bench.golden.has(name));
  if (missing.length) {
    for (const name of outputs) yield { name, note: `needs ${missing.join(', ')}`, ok: false };
    return;
  }
  const results = await group.run(bench);
  for (const name of outputs) {
    const result = results.find((one) => one.name === name);
    if (!result) yield { name, note: 'not computed', ok: false };
    else if ('note' in result) yield { ...result, ok: true };
    else yield compare(result, bench.golden, bench.device.storage);
  }
}
