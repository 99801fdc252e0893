/** @file Operations that push numbers, text and bytes (Python's pickletools, protocols 0 to 5). */
import { type PickleMachine } from './pickle-machine';
import { decimalOf, floatOf, longDecimalOf, longOf, quotedBytes, rawUnicode, utf8Text } from './pickle-text';
import { type PickleValue } from './pickle-value';

export type Operation = (machine: PickleMachine) => void;

/** No number of a checkpoint comes near. */
const MAX_LONG_BYTES = 1024;

const pushes = (read: (machine: PickleMachine) => PickleValue | undefined): Operation => (machine) => machine.make(read(machine));

/** Python 2's str: text where it can be, as torch reads it. */
const textOrBytes = (bytes: Uint8Array): PickleValue => utf8Text(bytes) ?? bytes.slice();

function long(machine: PickleMachine, bytes: number): PickleValue {
  if (bytes < 0 || bytes > MAX_LONG_BYTES) throw machine.cursor.beyondBounds();
  return longOf(machine.cursor.take(bytes));
}

/** `I01` and `I00` are the booleans of protocol 0. */
function integerLine(line: Uint8Array): PickleValue | undefined {
  const isBool = line.length === 2 && line[0] === 0x30 && (line[1] & 0xfe) === 0x30;
  return isBool ? line[1] === 0x31 : decimalOf(line);
}

function quoted(line: Uint8Array): PickleValue | undefined {
  const bytes = quotedBytes(line);
  return bytes && textOrBytes(bytes);
}

export const literals: Readonly<Record<number, Operation>> = {
  0x4e: pushes(() => null), // NONE
  0x88: pushes(() => true), // NEWTRUE
  0x89: pushes(() => false), // NEWFALSE
  0x49: pushes(({ cursor }) => integerLine(cursor.line())), // INT
  0x4c: pushes(({ cursor }) => longDecimalOf(cursor.line())), // LONG
  0x46: pushes(({ cursor }) => floatOf(cursor.line())), // FLOAT
  0x4a: pushes(({ cursor }) => cursor.i32()), // BININT
  0x4b: pushes(({ cursor }) => cursor.u8()), // BININT1
  0x4d: pushes(({ cursor }) => cursor.u16()), // BININT2
  0x47: pushes(({ cursor }) => cursor.f64()), // BINFLOAT
  0x8a: pushes((machine) => long(machine, machine.cursor.u8())), // LONG1
  0x8b: pushes((machine) => long(machine, machine.cursor.i32())), // LONG4
  0x53: pushes(({ cursor }) => quoted(cursor.line())), // STRING
  0x54: pushes(({ cursor }) => textOrBytes(cursor.take(cursor.u32()))), // BINSTRING
  0x55: pushes(({ cursor }) => textOrBytes(cursor.take(cursor.u8()))), // SHORT_BINSTRING
  0x56: pushes(({ cursor }) => rawUnicode(cursor.line())), // UNICODE
  0x58: pushes(({ cursor }) => utf8Text(cursor.take(cursor.u32()))), // BINUNICODE
  0x8c: pushes(({ cursor }) => utf8Text(cursor.take(cursor.u8()))), // SHORT_BINUNICODE
  0x8d: pushes(({ cursor }) => utf8Text(cursor.take(cursor.u64()))), // BINUNICODE8
  0x42: pushes(({ cursor }) => cursor.take(cursor.u32()).slice()), // BINBYTES
  0x43: pushes(({ cursor }) => cursor.take(cursor.u8()).slice()), // SHORT_BINBYTES
  0x8e: pushes(({ cursor }) => cursor.take(cursor.u64()).slice()), // BINBYTES8
  0x96: pushes(({ cursor }) => cursor.take(cursor.u64()).slice()), // BYTEARRAY8
};
