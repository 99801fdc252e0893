// One campaign in a thread of its own, so that whatever it does can be ended. TypeScript comes through Vite's runner.
import { parentPort, workerData } from 'node:worker_threads';
import { runnerImport } from 'vite';

const { module } = await runnerImport(new URL('./campaign.ts', import.meta.url).pathname, { configFile: false, logLevel: 'warn' });
parentPort.postMessage(await module.campaign(workerData, () => parentPort.postMessage('begun')));
