/** @file Operations that build containers, use the memo and name globals (Python's pickletools, protocols 0 to 5). */
import { type Operation } from './pickle-literals';
import { tupleOf, type PickleMachine } from './pickle-machine';
import { decimalOf, utf8Text } from './pickle-text';
import { isKind, type PickleDict, type PickleValue } from './pickle-value';

const list = (items: PickleValue[]): PickleValue => ({ kind: 'list', items });

function dict(machine: PickleMachine, items: readonly PickleValue[] = []): PickleDict {
  const made: PickleDict = { kind: 'dict', items: new Map() };
  machine.setItems(made, items);
  return made;
}

/** The last `count` values as a tuple. */
const tuple = (count: number): Operation => (machine) => machine.make(tupleOf(machine.popItems(count)));

/** A set's members are of no use here: it is carried along as an object. */
function set(machine: PickleMachine): void {
  machine.make({ kind: 'object', type: machine.findGlobal('builtins', 'set'), args: [] });
}

/** What is carried along takes items too, unseen. */
function append(machine: PickleMachine, items: readonly PickleValue[]): void {
  const target = machine.top();
  if (isKind(target, 'list')) for (const item of items) target.items.push(item);
  else if (!isKind(target, 'object')) throw machine.cursor.damaged();
}

function setItems(machine: PickleMachine, items: readonly PickleValue[]): void {
  const target = machine.top();
  if (isKind(target, 'dict')) machine.setItems(target, items);
  else if (!isKind(target, 'object')) throw machine.cursor.damaged();
}

function addItems(machine: PickleMachine): void {
  machine.popMark();
  if (!isKind(machine.top(), 'object')) throw machine.cursor.damaged();
}

function setItem(machine: PickleMachine): void {
  const value = machine.pop();
  setItems(machine, [machine.pop(), value]);
}

/** Attributes of dictionaries (a state dict's `_metadata`) and of tensors are left out. */
function build(machine: PickleMachine): void {
  const state = machine.pop();
  const target = machine.top();
  if (isKind(target, 'object')) target.state = state;
  else if (!isKind(target, 'dict') && !isKind(target, 'tensor')) throw machine.cursor.damaged();
}

function reduce(machine: PickleMachine): void {
  const args = machine.pop();
  machine.call(machine.pop(), args);
}

/** INST and OBJ call with what lies above the mark. */
function inst(machine: PickleMachine): void {
  const callable = globalOfLines(machine);
  machine.call(callable, tupleOf(machine.popMark()));
}

function obj(machine: PickleMachine): void {
  const [callable, ...args] = machine.popMark();
  machine.call(callable ?? null, tupleOf(args));
}

function newObjectWithKeywords(machine: PickleMachine): void {
  const keywords = machine.pop();
  if (!isKind(keywords, 'dict') || keywords.items.size) throw machine.cursor.damaged();
  reduce(machine);
}

function globalOfLines(machine: PickleMachine): PickleValue {
  const [module, name] = [utf8Text(machine.cursor.line()), utf8Text(machine.cursor.line())];
  if (module === undefined || name === undefined) throw machine.cursor.damaged();
  return machine.findGlobal(module, name);
}

function stackGlobal(machine: PickleMachine): void {
  const name = machine.pop();
  const module = machine.pop();
  if (typeof name !== 'string' || typeof module !== 'string') throw machine.cursor.damaged();
  machine.push(machine.findGlobal(module, name));
}

const persistent = (id: (machine: PickleMachine) => PickleValue | undefined): Operation => (machine) => {
  const value = id(machine);
  if (value === undefined) throw machine.cursor.damaged();
  machine.make(machine.rules.persistent(value));
};

function indexOfLine(machine: PickleMachine): number {
  const index = decimalOf(machine.cursor.line());
  if (typeof index !== 'number') throw machine.cursor.damaged();
  return index;
}

function protocol(machine: PickleMachine): void {
  if (machine.cursor.u8() > 5) throw machine.cursor.damaged();
}

/** A frame only says how much to read ahead: its end must be there. */
function frame(machine: PickleMachine): void {
  const { cursor } = machine;
  const length = cursor.u64();
  const at = cursor.skip(length);
  cursor.at = at;
}

export const structure: Readonly<Record<number, Operation>> = {
  0x80: protocol, // PROTO
  0x95: frame, // FRAME
  0x2e: (machine) => void (machine.done = true), // STOP
  0x28: (machine) => machine.mark(), // MARK
  0x30: (machine) => machine.drop(), // POP
  0x31: (machine) => void machine.popMark(), // POP_MARK
  0x32: (machine) => machine.push(machine.top()), // DUP
  0x5d: (machine) => machine.make(list([])), // EMPTY_LIST
  0x6c: (machine) => machine.make(list(machine.popMark())), // LIST
  0x7d: (machine) => machine.make(dict(machine)), // EMPTY_DICT
  0x64: (machine) => machine.make(dict(machine, machine.popMark())), // DICT
  0x29: tuple(0), // EMPTY_TUPLE
  0x85: tuple(1), // TUPLE1
  0x86: tuple(2), // TUPLE2
  0x87: tuple(3), // TUPLE3
  0x74: (machine) => machine.make(tupleOf(machine.popMark())), // TUPLE
  0x8f: set, // EMPTY_SET
  0x91: (machine) => (machine.popMark(), set(machine)), // FROZENSET
  0x90: addItems, // ADDITEMS
  0x61: (machine) => append(machine, [machine.pop()]), // APPEND
  0x65: (machine) => append(machine, machine.popMark()), // APPENDS
  0x73: setItem, // SETITEM
  0x75: (machine) => setItems(machine, machine.popMark()), // SETITEMS
  0x70: (machine) => machine.remember(indexOfLine(machine)), // PUT
  0x71: (machine) => machine.remember(machine.cursor.u8()), // BINPUT
  0x72: (machine) => machine.remember(machine.cursor.u32()), // LONG_BINPUT
  0x94: (machine) => machine.remember(machine.memoSize()), // MEMOIZE
  0x67: (machine) => machine.recall(indexOfLine(machine)), // GET
  0x68: (machine) => machine.recall(machine.cursor.u8()), // BINGET
  0x6a: (machine) => machine.recall(machine.cursor.u32()), // LONG_BINGET
  0x63: (machine) => machine.push(globalOfLines(machine)), // GLOBAL
  0x93: stackGlobal, // STACK_GLOBAL
  0x52: reduce, // REDUCE
  0x81: reduce, // NEWOBJ
  0x92: newObjectWithKeywords, // NEWOBJ_EX
  0x69: inst, // INST
  0x6f: obj, // OBJ
  0x62: build, // BUILD
  0x50: persistent(({ cursor }) => utf8Text(cursor.line())), // PERSID
  0x51: persistent((machine) => machine.pop()), // BINPERSID
};
