// Typed expressions: a `Value` is code that leaves one value of a known type on WebAssembly's stack. Operations take
// values and give values, so code of wrong types does not compile in TypeScript, and is refused again when emitted.
// Names are the specification's (`f32x4.add`); a vector (`v128`) has no lane type of its own there, so none here.
// Using a value twice computes it twice: bind it with `let` (code.ts) first.
import { WasmError } from "../errors.ts";
import { type Bytes, float32, float64, signed, unsigned } from "./encode.ts";

export type Type = "i32" | "f32" | "f64" | "v128";

export interface Value<T extends Type = Type> {
  readonly type: T;
  readonly bytes: Bytes;
}

type Unary<A extends Type, R extends Type = A> = (a: Value<A>) => Value<R>;
type Binary<A extends Type, R extends Type = A> = (a: Value<A>, b: Value<A>) => Value<R>;
type Ternary<A extends Type> = (a: Value<A>, b: Value<A>, c: Value<A>) => Value<A>;
type Load<R extends Type> = (address: Value<"i32">, offset?: number) => Value<R>;

/** Writes to memory; `Code.do` puts it into a function. */
export interface Store {
  readonly type: "store";
  readonly bytes: Bytes;
}
type StoreOf<T extends Type> = (address: Value<"i32">, value: Value<T>, offset?: number) => Store;

export const i32 = {
  const: (n: number): Value<"i32"> => ({ type: "i32", bytes: [0x41, ...signed(n)] }),
  eqz: unary("i32", "i32", [0x45]),
  eq: binary("i32", "i32", [0x46]),
  ne: binary("i32", "i32", [0x47]),
  ltS: binary("i32", "i32", [0x48]),
  ltU: binary("i32", "i32", [0x49]),
  gtS: binary("i32", "i32", [0x4a]),
  leS: binary("i32", "i32", [0x4c]),
  geS: binary("i32", "i32", [0x4e]),
  add: binary("i32", "i32", [0x6a]),
  sub: binary("i32", "i32", [0x6b]),
  mul: binary("i32", "i32", [0x6c]),
  divU: binary("i32", "i32", [0x6e]),
  and: binary("i32", "i32", [0x71]),
  xor: binary("i32", "i32", [0x73]),
  shl: binary("i32", "i32", [0x74]),
  shrU: binary("i32", "i32", [0x76]),
  rotl: binary("i32", "i32", [0x77]),
  load: load("i32", [0x28], 2),
  load8U: load("i32", [0x2d], 0),
  store: store("i32", [0x36], 2),
};

export const f32 = {
  const: (x: number): Value<"f32"> => ({ type: "f32", bytes: [0x43, ...float32(x)] }),
  ...floats("f32", 0x5b, 0x8b),
  load: load("f32", [0x2a], 2),
  store: store("f32", [0x38], 2),
  convertI32: unary("i32", "f32", [0xb2]),
  demote: unary("f64", "f32", [0xb6]),
};

export const f64 = {
  const: (x: number): Value<"f64"> => ({ type: "f64", bytes: [0x44, ...float64(x)] }),
  ...floats("f64", 0x61, 0x99),
  load: load("f64", [0x2b], 3),
  store: store("f64", [0x39], 3),
  promote: unary("f32", "f64", [0xbb]),
  convertI32: unary("i32", "f64", [0xb7]),
};

export const v128 = {
  load: load("v128", simd(0), 4),
  load32Splat: load("v128", simd(9), 2),
  load64Splat: load("v128", simd(10), 3),
  load64Zero: load("v128", simd(0x5d), 3),
  store: store("v128", simd(11), 4),
  /** Stores one float32 lane. */
  store32Lane: laneStore(0x5a, 2),
  /** Stores two neighbouring float32 lanes: pair 0 or 1. */
  store64Lane: laneStore(0x5b, 3),
  not: unary("v128", "v128", simd(0x4d)),
  and: binary("v128", "v128", simd(0x4e)),
  andnot: binary("v128", "v128", simd(0x4f)),
  or: binary("v128", "v128", simd(0x50)),
  xor: binary("v128", "v128", simd(0x51)),
  /** The first where the mask's bits are set, else the second. */
  bitselect: (first: Value<"v128">, second: Value<"v128">, mask: Value<"v128">): Value<"v128"> => {
    return operation("v128", [first, second, mask], simd(0x52));
  },
  /** Picks 32-bit lanes: 0–3 from `a`, 4–7 from `b`. */
  shuffle32: (a: Value<"v128">, b: Value<"v128">, lanes: readonly number[]): Value<"v128"> => {
    return operation("v128", [a, b], [...simd(13), ...lanes.flatMap((l) => [l * 4, l * 4 + 1, l * 4 + 2, l * 4 + 3])]);
  },
};

export const i32x4 = {
  const: (a: number, b: number, c: number, d: number): Value<"v128"> => {
    return { type: "v128", bytes: [...simd(12), ...new Uint8Array(new Int32Array([a, b, c, d]).buffer)] };
  },
  splat: unary("i32", "v128", simd(17)),
  eq: binary("v128", "v128", simd(0x37)),
  ltS: binary("v128", "v128", simd(0x39)),
  add: binary("v128", "v128", simd(0xae)),
  sub: binary("v128", "v128", simd(0xb1)),
  shl: shift(0xab),
  shrS: shift(0xac),
  shrU: shift(0xad),
  truncSatF32x4: unary("v128", "v128", simd(0xf8)),
};

export const f32x4 = {
  const: (x: number): Value<"v128"> => {
    return { type: "v128", bytes: [...simd(12), ...new Uint8Array(new Float32Array([x, x, x, x]).buffer)] };
  },
  splat: unary("f32", "v128", simd(19)),
  ...vectorFloats(0x41, 0xe0),
  nearest: unary("v128", "v128", simd(0x6a)),
  floor: unary("v128", "v128", simd(0x68)),
  convertI32x4: unary("v128", "v128", simd(0xfa)),
  /** a·b + c, rounded once or twice as the machine likes best: a fused multiply-add where there is one. */
  relaxedMadd: ternary("v128", simd(0x105)),
  extractLane: (a: Value<"v128">, lane: number): Value<"f32"> => operation("f32", [a], [...simd(31), lane]),
};

export const f64x2 = {
  const: (x: number): Value<"v128"> => {
    return { type: "v128", bytes: [...simd(12), ...new Uint8Array(new Float64Array([x, x]).buffer)] };
  },
  splat: unary("f64", "v128", simd(20)),
  ...vectorFloats(0x47, 0xec),
  promoteLow: unary("v128", "v128", simd(0x5f)),
  extractLane: (a: Value<"v128">, lane: number): Value<"f64"> => operation("f64", [a], [...simd(33), lane]),
};

/** An operation's code: its operands in order, then itself. Refuses a missing operand, whose type would be wrong too. */
function operation<R extends Type>(type: R, operands: readonly Value[], opcode: Bytes): Value<R> {
  return { type, bytes: [...operands.flatMap(({ bytes }) => bytes), ...opcode] };
}

/** Refuses operands of a type that the operation does not take (TypeScript says so before; this guards casts). */
export function expectType(value: Value, type: Type, where: string): void {
  if (value.type === type) return;
  throw new WasmError(`${where} takes a value of type ${type}, and was given one of type ${value.type}.`);
}

function checked<R extends Type>(takes: Type, gives: R, operands: readonly Value[], opcode: Bytes): Value<R> {
  for (const operand of operands)
    expectType(operand, takes, `instruction ${opcode.map((b) => b.toString(16)).join(" ")}`);
  return operation(gives, operands, opcode);
}

function simd(code: number): number[] {
  return [0xfd, ...unsigned(code)];
}

function unary<A extends Type, R extends Type>(takes: A, gives: R, opcode: Bytes): Unary<A, R> {
  return (a) => checked(takes, gives, [a], opcode);
}

function binary<A extends Type, R extends Type>(takes: A, gives: R, opcode: Bytes): Binary<A, R> {
  return (a, b) => checked(takes, gives, [a, b], opcode);
}

function ternary<A extends Type>(takes: A, opcode: Bytes): Ternary<A> {
  return (a, b, c) => checked(takes, takes, [a, b, c], opcode);
}

function shift(code: number): (a: Value<"v128">, count: number) => Value<"v128"> {
  return (a, count) => operation("v128", [a, i32.const(count)], simd(code));
}

/** `alignment` is the exponent of two that the format records; it never changes the result. */
function load<R extends Type>(gives: R, opcode: Bytes, alignment: number): Load<R> {
  return (address, offset = 0) => checked("i32", gives, [address], [...opcode, alignment, ...unsigned(offset)]);
}

function store<T extends Type>(takes: T, opcode: Bytes, alignment: number): StoreOf<T> {
  return (address, value, offset = 0) => {
    expectType(address, "i32", "a store's address");
    expectType(value, takes, "a store");
    return { type: "store", bytes: [...address.bytes, ...value.bytes, ...opcode, alignment, ...unsigned(offset)] };
  };
}

function laneStore(code: number, alignment: number) {
  return (address: Value<"i32">, value: Value<"v128">, lane: number, offset = 0): Store => {
    return {
      type: "store",
      bytes: [...address.bytes, ...value.bytes, ...simd(code), alignment, ...unsigned(offset), lane],
    };
  };
}

/** Comparisons start at one opcode, arithmetic at another, in the same order for both scalar widths. */
function floats<T extends "f32" | "f64">(type: T, comparisons: number, arithmetic: number) {
  const compare = (i: number) => binary(type, "i32", [comparisons + i]);
  const one = (i: number) => unary(type, type, [arithmetic + i]);
  const two = (i: number) => binary(type, type, [arithmetic + i]);
  return {
    eq: compare(0),
    ne: compare(1),
    lt: compare(2),
    gt: compare(3),
    le: compare(4),
    ge: compare(5),
    abs: one(0),
    neg: one(1),
    sqrt: one(6),
    add: two(7),
    sub: two(8),
    mul: two(9),
    div: two(10),
    min: two(11),
    max: two(12),
  };
}

/** The same for the lanes of vectors; comparisons give a mask of all ones or all zeros a lane. */
function vectorFloats(comparisons: number, arithmetic: number) {
  const compare = (i: number) => binary("v128", "v128", simd(comparisons + i));
  const one = (i: number) => unary("v128", "v128", simd(arithmetic + i));
  const two = (i: number) => binary("v128", "v128", simd(arithmetic + i));
  return {
    eq: compare(0),
    ne: compare(1),
    lt: compare(2),
    gt: compare(3),
    le: compare(4),
    ge: compare(5),
    abs: one(0),
    neg: one(1),
    sqrt: one(3),
    add: two(4),
    sub: two(5),
    mul: two(6),
    div: two(7),
    min: two(8),
    max: two(9),
    pmin: two(10),
    pmax: two(11),
  };
}
