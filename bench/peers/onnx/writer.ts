/** @file An ONNX model as bytes: values by name, nodes in order, constants inside. Field numbers: onnx.proto3. */
import { Message } from './protobuf';

export type Attribute = number | readonly number[] | { readonly float: number };
export type Attributes = Readonly<Record<string, Attribute>>;

const TYPES = { float: 1, int64: 7 } as const;
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;
const OPSETS = { '': 17, 'com.microsoft': 1 } as const;
type Domain = keyof typeof OPSETS;

export class OnnxWriter {
  readonly #graph = new Message();
  #count = 0;

  /** Appends a node of one result; returns the result's name. */
  node(op: string, inputs: readonly string[], attributes: Attributes = {}, domain: Domain = ''): string {
    return this.nodes(op, inputs, 1, attributes, domain)[0];
  }

  /** The same with several results. */
  nodes(op: string, inputs: readonly string[], outputs: number, attributes: Attributes = {}, domain: Domain = ''): string[] {
    const names = Array.from({ length: outputs }, () => `v${this.#count++}`);
    const node = new Message().text(4, op).text(3, `${op} ${names[0]}`).text(7, domain);
    for (const name of inputs) node.text(1, name);
    for (const name of names) node.text(2, name);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.#graph.message(1, node);
    return names;
  }

  constant(values: Float32Array, dims: readonly number[]): string {
    return this.#initializer(TYPES.float, new Uint8Array(values.buffer, values.byteOffset, values.byteLength), dims);
  }

  integers(values: readonly number[]): string {
    return this.#initializer(TYPES.int64, new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer), [values.length]);
  }

  input(name: string, dims: readonly number[]): void {
    this.#graph.message(11, valueInfo(name, dims));
  }

  output(name: string, dims: readonly number[]): void {
    this.#graph.message(12, valueInfo(name, dims));
  }

  /** ModelProto, IR version 8. */
  finish(): Uint8Array {
    const model = new Message().int(1, 8).text(2, 'bench').message(7, this.#graph.text(2, 'graph'));
    for (const [domain, version] of Object.entries(OPSETS)) model.message(8, new Message().text(1, domain).int(2, version));
    return model.finish();
  }

  #initializer(type: number, raw: Uint8Array, dims: readonly number[]): string {
    const name = `c${this.#count++}`;
    const tensor = new Message();
    for (const size of dims) tensor.int(1, size);
    this.#graph.message(5, tensor.int(2, type).text(8, name).bytes(9, raw));
    return name;
  }
}

function attribute(name: string, value: Attribute): Message {
  const made = new Message().text(1, name);
  if (typeof value === 'number') return made.int(3, value).int(20, ATTRIBUTE.int);
  if ('float' in value) return made.float(2, value.float).int(20, ATTRIBUTE.float);
  for (const entry of value) made.int(8, entry);
  return made.int(20, ATTRIBUTE.ints);
}

function valueInfo(name: string, dims: readonly number[]): Message {
  const shape = new Message();
  for (const size of dims) shape.message(1, new Message().int(1, size));
  const type = new Message().message(1, new Message().int(1, TYPES.float).message(2, shape));
  return new Message().text(1, name).message(2, type);
}
