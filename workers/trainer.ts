/** The trainer's worker: owns the GPU device, the weights and the run. */
import { expose } from 'comlink';
import { adapterName, openDevice, type Device } from '../src/engine/device';
import type { Storage } from '../src/engine/storage';
import { Failure } from '../src/failure';
import { openModel, type Model } from '../src/nets/model';
import { readManifest } from '../src/store/model-shards';
import { modelFiles } from '../src/store/models';
import { Control } from '../src/train/loop/control';
import type { TrainMessage } from '../src/train/messages';
import type { RunSettings } from '../src/train/settings';
import { trainedProducts } from '../src/train/tuning/tune';
import type { AdapterReport, MemoryEstimate, PictureFacts, TrainerApi, TuningReport } from './api';
import { estimateRun, runShapes } from './estimate';
import { carryFailures } from './failures';
import { openRun, runJob, type OpenedRun } from './run-job';
import { measureAnew, tuningReport, tuningStore } from './tunings';

let device: { storage?: Storage; opened: Promise<Device> } | undefined;
let model: { id: string; revision: number; opened: Promise<Model> } | undefined;
let control: Control | undefined;

/** One device for all runs of a storage; a lost one is opened anew by the next call. */
async function currentDevice(storage?: Storage): Promise<Device> {
  if (device?.storage !== storage) closeDevice();
  device ??= { storage, opened: openDevice({ gpu: navigator.gpu, storage, machineMemory }) };
  const opened = await device.opened.catch(forgetDevice);
  try {
    opened.check();
    return opened;
  } catch {
    device = undefined;
    return currentDevice(storage);
  }
}

/** The device of another storage, unless a run is on it: that one goes on, and the next call opens anew. */
function closeDevice(): void {
  const old = device;
  device = undefined;
  if (!control) void old?.opened.then((opened) => opened.destroy()).catch(() => {});
}

/** f16 that the adapter lacks is packed by hand: the same bytes, the same arithmetic. */
async function storageOf({ storage = 'auto' }: RunSettings): Promise<Storage | undefined> {
  if (storage !== 'f16') return storage === 'auto' ? undefined : storage;
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  return adapter?.features.has('shader-f16') ? 'f16' : 'packed';
}

const machineMemory = (navigator as { deviceMemory?: number }).deviceMemory;

function forgetModel(error: unknown): never {
  model = undefined;
  throw error;
}

function forgetDevice(error: unknown): never {
  device = undefined;
  throw error;
}

/** Opened anew when its prediction or its VAE has been changed. */
async function currentModel(id: string): Promise<Model> {
  const { revision = 0 } = await readManifest(id);
  if (model?.id !== id || model.revision !== revision) model = { id, revision, opened: modelFiles(id).then(openModel) };
  return model.opened.catch(forgetModel);
}

async function probe(): Promise<AdapterReport> {
  const { info, fallback, storage } = await currentDevice();
  return { name: adapterName(info), fallback, storage };
}

async function estimate(modelId: string, settings: RunSettings, pictures: PictureFacts[] = []): Promise<MemoryEstimate> {
  const adapter = await currentDevice(await storageOf(settings));
  return estimateRun(await currentModel(modelId), settings, adapter, pictures);
}

async function tuning(modelId: string, settings: RunSettings): Promise<TuningReport> {
  const adapter = await currentDevice(await storageOf(settings));
  return tuningReport(adapter, tuningStore(adapter, await currentModel(modelId)));
}

/** A run that begins meanwhile has the GPU to itself. */
const retune: TrainerApi['retune'] = async (modelId, settings, pictures, listen) => {
  if (control) throw new Failure('run.busy');
  const adapter = await currentDevice(await storageOf(settings));
  const net = await currentModel(modelId);
  const products = trainedProducts(adapter, net, settings, await runShapes(net, settings, pictures));
  return measureAnew(adapter, products, tuningStore(adapter, net), { onProduct: listen, ended: () => control !== undefined });
};

/** Accepts a run and goes on without the caller waiting. */
async function accept(opened: Promise<OpenedRun>, listen: (message: TrainMessage) => void): Promise<string> {
  if (control) throw new Failure('run.busy');
  const mine = (control = new Control());
  const release = (): void => {
    control = undefined;
  };
  try {
    const run = await opened;
    const [gpu, net] = [await currentDevice(await storageOf(run.run.settings)), await currentModel(run.run.modelId)];
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
  tuning,
  retune,
  start: (request, listen) => accept(openRun({ kind: 'new', ...request }), listen),
  resume: async (runId, listen) => void (await accept(openRun({ kind: 'stored', runId }), listen)),
  pause: async () => control?.pause(),
  unpause: async () => control?.unpause(),
  stop: async () => control?.stop(),
  saveNow: async () => control?.askSave(),
  previewNow: async () => control?.askPreview(),
  change: async (change) => control?.askChange(change),
};

carryFailures();
expose(api);
