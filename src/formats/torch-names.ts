/** @file The nested dictionaries of a torch file as one list of names. */
import { Failure } from '../failure';
import { isKind, type PickleValue, type TorchTensor } from './pickle-value';

export interface NamedValues {
  tensors: Map<string, TorchTensor>;
  /** plain numbers and text, such as global_step and epoch */
  values: Record<string, string | number>;
}

/** Training checkpoints: some 10,000 and 1,000,000. */
const MAX_VISITS = 300_000;
const MAX_CHARACTERS = 16 * 1024 * 1024;
/** Real files: 6 */
const MAX_DEPTH = 64;
const MAX_NAME = 4096;
const PARAMETERS = 'torch.nn.modules.container.ParameterDict';

/**
 * Names are paths joined by dots; the level `state_dict` at the top is left out. A tensor alone has the name ''.
 * A dictionary may stand in several places, but no more values are visited than `limit` (the pickle's bytes) or 300,000.
 * Throws `pickle.bounds` {at: limit}, `torch.name` {name} where two tensors end up with one name.
 */
export function nameValues(root: PickleValue, limit: number): NamedValues {
  return new Namer(limit).run(root);
}

class Namer {
  readonly #tensors = new Map<string, TorchTensor>();
  readonly #values = new Map<string, string | number>();
  #visits = 0;
  /** of all names that are kept */
  #characters = 0;

  constructor(readonly limit: number) {}

  run(root: PickleValue): NamedValues {
    if (isKind(root, 'dict')) {
      for (const [key, value] of root.items) {
        if (key === 'state_dict' && isKind(value, 'dict')) this.#visitAll(value.items, '', 1);
        else this.#visit(value, nameOf(key), 1);
      }
    } else this.#visit(root, '', 0);
    return { tensors: this.#tensors, values: Object.fromEntries(this.#values) };
  }

  #visit(value: PickleValue, name: string | undefined, depth: number): void {
    if (++this.#visits > Math.min(this.limit, MAX_VISITS) || depth > MAX_DEPTH) throw new Failure('pickle.bounds', { at: this.limit });
    if (name === undefined) return;
    if (name.length > MAX_NAME) throw new Failure('pickle.bounds', { at: this.limit });
    if (isKind(value, 'tensor')) this.#addTensor(this.#paid(name), value);
    else if (typeof value === 'number' || typeof value === 'string') this.#values.set(this.#paid(name), value);
    else if (isKind(value, 'dict')) this.#visitAll(value.items, `${name}.`, depth);
    else if (isKind(value, 'list') || isKind(value, 'tuple')) this.#visitItems(value.items, name, depth);
    else if (isKind(value, 'object') && value.type.name === PARAMETERS) this.#visitParameters(value.state, name, depth);
  }

  #visitAll(items: ReadonlyMap<PickleValue, PickleValue>, prefix: string, depth: number): void {
    for (const [key, value] of items) {
      const name = nameOf(key);
      this.#visit(value, name === undefined ? undefined : prefix + name, depth + 1);
    }
  }

  /** Of lists only what may hold tensors: their numbers are ids and bounds of an optimizer. */
  #visitItems(items: readonly PickleValue[], name: string, depth: number): void {
    items.forEach((item, i) => {
      const isPlain = typeof item === 'number' || typeof item === 'string';
      this.#visit(item, isPlain ? undefined : `${name}.${i}`, depth + 1);
    });
  }

  /** The module's own dictionary holds its parameters beside its hooks. */
  #visitParameters(state: PickleValue | undefined, name: string, depth: number): void {
    const parameters = isKind(state, 'dict') ? state.items.get('_parameters') : undefined;
    if (parameters !== undefined) this.#visit(parameters, name, depth + 1);
  }

  /** A short pickle can repeat a long name, however short the last part of it. */
  #paid(name: string): string {
    this.#characters += name.length;
    if (this.#characters > MAX_CHARACTERS) throw new Failure('pickle.bounds', { at: this.limit });
    return name;
  }

  #addTensor(name: string, tensor: TorchTensor): void {
    if (this.#tensors.has(name)) throw new Failure('torch.name', { name });
    this.#tensors.set(name, tensor);
  }
}

/** Undefined for keys that are no names, such as the classes under `callbacks`. */
function nameOf(key: PickleValue): string | undefined {
  return typeof key === 'string' || Number.isSafeInteger(key) ? String(key) : undefined;
}
