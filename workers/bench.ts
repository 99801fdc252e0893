/** @file The bench worker: a device of its own, so that ending the worker ends the bench and frees its memory. */
import { expose } from 'comlink';
import { reportText } from '../src/bench/report';
import { runBench } from '../src/bench/run';
import { openDevice } from '../src/engine/device';
import type { BenchApi } from './bench-api';
import { carryFailures } from './failures';

/** Filled in by Vite, see vite.config.ts. */
declare const __APP_VERSION__: string;

const api: BenchApi = {
  async run(choice, where, listen) {
    const { deviceMemory } = navigator as { deviceMemory?: number };
    const device = await openDevice({ gpu: navigator.gpu, machineMemory: deviceMemory });
    try {
      const report = { ...(await runBench(device, choice, listen)), where: `${where}; version ${__APP_VERSION__}` };
      return { report, text: reportText(report) };
    } finally {
      device.destroy();
    }
  },
};

carryFailures();
expose(api);
