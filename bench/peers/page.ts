/** The page of npm run bench:peers: `peers.run(i)` takes one case; tools/bench-peers.mjs asks for one after the other. */
import { adapterName } from '../../src/engine/device';
import { opNamed } from '../../src/engine/ops/index';
import type { ProgramSource } from '../../src/engine/schedule';
import { CASES } from './cases';
import type { Engine, Values } from './engine';
import { openJax } from './jax';
import { openOrt } from './ort';
import { openOurs } from './ours';
import { openTfjs } from './tfjs';
import { takeTurns, type Row } from './turns';
import { fanIn, uniform } from './values';

/** Inputs in -1..1; weights so that sums stay about as large as their terms. */
function valuesOf({ graph }: ProgramSource): Values {
  const inputs = [...graph.inputs].map(([name, { shape }]) => [name, uniform(name, shape, 1)] as const);
  const weights = [...graph.weights].map(([name, { shape }]) => [name, uniform(name, shape, Math.sqrt(3 / fanIn(shape)))] as const);
  return Object.fromEntries([...inputs, ...weights]);
}

const gflopOf = ({ graph }: ProgramSource): number => graph.nodes.reduce((sum, node) => sum + opNamed(node.op).flops(node), 0) / 1e9;

async function open(): Promise<{ adapter: string; cases: string[]; run: (index: number) => Promise<Row> }> {
  const ours = await openOurs();
  const engines: Engine[] = [ours, await openOrt(), await openJax(), await openTfjs()];
  const run = (index: number): Promise<Row> => {
    const entry = CASES[index];
    return takeTurns(entry, engines, valuesOf(entry.program), gflopOf(entry.program));
  };
  return { adapter: adapterName(ours.device.info), cases: CASES.map(({ name }) => name), run };
}

declare global {
  interface Window {
    peers: ReturnType<typeof open>;
  }
}
window.peers = open();
