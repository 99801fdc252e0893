/** The trainer's worker: owns the GPU device, the weights and the run. */
import { expose } from 'comlink';
import { adapterName, openDevice, type Device } from '../src/engine/device';
import { plan } from '../src/engine/plan';
import { Failure } from '../src/failure';
import { openModel, type Model } from '../src/nets/model';
import { modelFiles } from '../src/store/models';
import { Control } from '../src/train/control';
import type { TrainMessage } from '../src/train/messages';
import { runPrograms } from '../src/train/programs';
import type { RunSettings } from '../src/train/settings';
import type { AdapterReport, MemoryEstimate, TrainerApi } from './api';
import { carryFailures } from './failures';
import { openRun, runJob, type OpenedRun } from './run-job';

let device: Promise<Device> | undefined;
let model: { id: string; opened: Promise<Model> } | undefined;
let control: Control | undefined;

/** One device for all runs; a lost one is opened anew by the next call. */
async function currentDevice(): Promise<Device> {
  device ??= openDevice({ gpu: navigator.gpu });
  const opened = await device.catch(forgetDevice);
  try {
    opened.check();
    return opened;
  } catch {
    device = undefined;
    return currentDevice();
  }
}

function forgetDevice(error: unknown): never {
  device = undefined;
  throw error;
}

function currentModel(id: string): Promise<Model> {
  if (model?.id !== id) model = { id, opened: modelFiles(id).then(openModel) };
  return model.opened;
}

async function probe(): Promise<AdapterReport> {
  const { info, fallback, storage } = await currentDevice();
  return { name: adapterName(info), fallback, storage };
}

async function estimate(modelId: string, settings: RunSettings): Promise<MemoryEstimate> {
  const { storage, gpu } = await currentDevice();
  const programs = runPrograms(await currentModel(modelId), settings);
  return { bytes: plan(programs, storage, gpu.limits.maxStorageBufferBindingSize).bytes };
}

/** Accepts a run and goes on without the caller waiting. */
async function accept(opened: Promise<OpenedRun>, listen: (message: TrainMessage) => void): Promise<string> {
  if (control) throw new Failure('run.busy');
  const mine = (control = new Control());
  const release = (): void => {
    control = undefined;
  };
  try {
    const run = await opened;
    const [gpu, net] = [await currentDevice(), await currentModel(run.run.modelId)];
    const accepted = await runJob({ ...run, device: gpu, model: net, control: mine, listen });
    void accepted.ended.finally(release);
    return run.run.id;
  } catch (error) {
    release();
    throw error;
  }
}

const api: TrainerApi = {
  probe,
  estimate,
  start: (request, listen) => accept(openRun({ kind: 'new', ...request }), listen),
  resume: async (runId, listen) => void (await accept(openRun({ kind: 'stored', runId }), listen)),
  pause: async () => control?.pause(),
  unpause: async () => control?.unpause(),
  stop: async () => control?.stop(),
  saveNow: async () => control?.askSave(),
  previewNow: async () => control?.askPreview(),
};

carryFailures();
expose(api);
