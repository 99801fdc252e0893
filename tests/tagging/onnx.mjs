/**
 * @file ONNX models written as bytes: protobuf messages of onnx.proto3 (onnx 1.16, IR version 8, opset 17), as much of
 * them as small models take. So tests need no Python, and the numbers that a model must answer are known.
 */

/** @param {number | bigint} value */
function varint(value) {
  const bytes = [];
  let left = BigInt.asUintN(64, BigInt(value));
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return Buffer.from([...bytes, Number(left)]);
}

/** A field: a number as varint, text and bytes with their length. @param {number} number @param {number | bigint | string | Uint8Array} value */
function field(number, value) {
  if (typeof value === 'number' || typeof value === 'bigint') return Buffer.concat([varint(number << 3), varint(value)]);
  const bytes = Buffer.from(/** @type {string} */ (value));
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

/** @param {...Uint8Array} fields */
const message = (...fields) => Buffer.concat(fields);

/** TensorProto.DataType */
const TYPES = { float32: 1, int64: 7, bool: 9 };

/** @typedef {keyof typeof TYPES} Type */
/** @typedef {{ name: string, type?: Type, shape: (number | string)[] }} Value */

/** ValueInfoProto. @param {Value} value */
function valueInfo({ name, type = 'float32', shape }) {
  const dims = shape.map((size) => field(1, typeof size === 'number' ? field(1, size) : field(2, size)));
  return message(field(1, name), field(2, field(1, message(field(1, TYPES[type]), field(2, message(...dims))))));
}

/** TensorProto. @param {string} name @param {number[]} shape @param {number[]} numbers @param {Type} [type] */
function tensorProto(name, shape, numbers, type = 'float32') {
  const data = type === 'float32' ? Float32Array.from(numbers) : BigInt64Array.from(numbers, BigInt);
  return message(...shape.map((size) => field(1, size)), field(2, TYPES[type]), field(8, name), field(9, new Uint8Array(data.buffer)));
}

/** AttributeProto: whole numbers, or several of them. @param {string} name @param {number | number[]} value */
function attribute(name, value) {
  if (Array.isArray(value)) return message(field(1, name), ...value.map((one) => field(8, one)), field(20, 7));
  return message(field(1, name), field(3, value), field(20, 2));
}

/**
 * A node, NodeProto.
 * @param {string} op @param {string[]} inputs @param {string} output @param {Record<string, number | number[]>} [attributes]
 */
export function node(op, inputs, output, attributes = {}) {
  const given = Object.entries(attributes).map(([name, value]) => field(5, attribute(name, value)));
  return message(...inputs.map((input) => field(1, input)), field(2, output), field(4, op), ...given);
}

export const weights = tensorProto;

/** @param {{ inputs: Value[], outputs: Value[], nodes: Uint8Array[], weights?: Uint8Array[] }} graph */
export function onnx({ inputs, outputs, nodes, weights: given = [] }) {
  const graph = message(
    ...nodes.map((one) => field(1, one)), field(2, 'test'), ...given.map((one) => field(5, one)),
    ...inputs.map((one) => field(11, valueInfo(one))), ...outputs.map((one) => field(12, valueInfo(one))),
  );
  return message(field(1, 8), field(7, graph), field(8, field(2, 17)));
}
