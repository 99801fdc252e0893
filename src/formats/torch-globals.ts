/**
 * @file The globals that a torch file may name, and what stands in for each: data in, data out. The list is what
 * checkpoints of Stable Diffusion were seen to hold (facts of the project, §2); anything else stops the reading.
 */
import { type Dtype } from './tensor-entry';
import { isKind, type PickleDict, type PickleGlobal, type PickleRules, type PickleValue } from './pickle-value';
import { numpyGlobals, textToBytes } from './numpy-globals';
import { rebuildFromType, rebuildParameter, rebuildTensor, rebuildTensorOfDtype, storageOf } from './torch-rebuild';

type Call = PickleGlobal['call'];

const STORAGES: Readonly<Record<string, Dtype>> = {
  DoubleStorage: 'F64', FloatStorage: 'F32', HalfStorage: 'F16', BFloat16Storage: 'BF16',
  LongStorage: 'I64', IntStorage: 'I32', ShortStorage: 'I16', CharStorage: 'I8', ByteStorage: 'U8', BoolStorage: 'BOOL',
};

const DTYPES: Readonly<Record<string, Dtype>> = {
  float64: 'F64', double: 'F64', float32: 'F32', float: 'F32', float16: 'F16', half: 'F16', bfloat16: 'BF16',
  int64: 'I64', long: 'I64', int32: 'I32', int: 'I32', int16: 'I16', short: 'I16', int8: 'I8', uint8: 'U8', bool: 'BOOL',
  uint16: 'U16', uint32: 'U32', uint64: 'U64', float8_e4m3fn: 'F8_E4M3', float8_e5m2: 'F8_E5M2',
};

/** Kept with what it was made from. */
const opaque = (type: () => PickleGlobal): Call => (args) => ({ kind: 'object', type: type(), args });

/** `OrderedDict()`, and Python 2's `OrderedDict([[key, value], …])`. */
const orderedDict: Call = ([pairs], spend) => {
  const dict: PickleDict = { kind: 'dict', items: new Map() };
  if (pairs === undefined) return dict;
  if (!isKind(pairs, 'list')) return undefined;
  spend(pairs.items.length);
  for (const pair of pairs.items) {
    if (!(isKind(pair, 'list') || isKind(pair, 'tuple')) || pair.items.length !== 2) return undefined;
    const [key, value] = pair.items;
    if (typeof key !== 'string') return undefined;
    dict.items.set(key, value);
  }
  return dict;
};

/** `torch.Size(sizes)` is its tuple. */
const size: Call = ([sizes]) => (isKind(sizes, 'tuple') ? sizes : undefined);

const CALLS: Readonly<Record<string, Call>> = {
  'collections.OrderedDict': orderedDict,
  'torch.Size': size,
  'torch._utils._rebuild_tensor': rebuildTensor,
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_tensor_v3': rebuildTensorOfDtype,
  'torch._utils._rebuild_parameter': rebuildParameter,
  'torch._utils._rebuild_parameter_with_state': rebuildParameter,
  'torch._tensor._rebuild_from_type_v2': rebuildFromType,
  'torch.nn.parameter.Parameter': rebuildParameter,
  '_codecs.encode': textToBytes,
  ...numpyGlobals,
};

/** Types whose values are carried along and never looked into, ParameterDict's parameters excepted. */
const OPAQUE: ReadonlySet<string> = new Set([
  'torch.device', 'torch.Tensor', 'torch.nn.modules.container.ParameterDict', 'builtins.set', '__builtin__.set',
  'torch.storage.TypedStorage', 'torch.storage._TypedStorage',
]);

/** Callbacks and their states lie beside the weights in the files that it writes. */
const LIGHTNING = /^(pytorch_lightning|lightning|lightning_fabric)(\.|$)/;

function dtypeOf(module: string, name: string): Dtype | undefined {
  const isStorage = module === 'torch' || module === 'torch.cuda';
  if (isStorage && Object.hasOwn(STORAGES, name)) return STORAGES[name];
  // bytes without a type, from torch 1.13
  if (module === 'torch.storage' && (name === 'UntypedStorage' || name === '_UntypedStorage')) return 'U8';
  return module === 'torch' && Object.hasOwn(DTYPES, name) ? DTYPES[name] : undefined;
}

function torchGlobal(module: string, name: string): PickleGlobal | undefined {
  const full = `${module}.${name}`;
  const dtype = dtypeOf(module, name);
  if (dtype) return { kind: 'global', name: full, dtype, call: () => undefined };
  if (Object.hasOwn(CALLS, full)) return { kind: 'global', name: full, call: CALLS[full] };
  if (!OPAQUE.has(full) && !LIGHTNING.test(module)) return undefined;
  const made: PickleGlobal = { kind: 'global', name: full, call: opaque(() => made) };
  return made;
}

/** ('module', class, file, source): how legacy files name the class of a module. Its source is not looked at. */
function moduleOf(id: PickleValue): PickleValue | undefined {
  if (!isKind(id, 'tuple') || id.items[0] !== 'module') return undefined;
  return isKind(id.items[1], 'global') ? id.items[1] : undefined;
}

/** `persistent`: torch keeps storages outside the pickle. */
export const torchRules: PickleRules = {
  global: torchGlobal,
  persistent: (id: PickleValue) => storageOf(id) ?? moduleOf(id),
};
