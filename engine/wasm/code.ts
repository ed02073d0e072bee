// A function's body while it is written: variables, loops, branches, stores and calls, in the order of execution.
// Every statement leaves the stack as it found it, so the body is valid by construction.
import { WasmError } from "../errors.ts";
import { type Bytes, list, sized, unsigned } from "./encode.ts";
import { expectType, i32, type Store, type Type, type Value } from "./values.ts";

/** A value that can be set. Reading it costs nothing. */
export interface Variable<T extends Type = Type> extends Value<T> {
  readonly index: number;
}

/** A function of a module, as its callers know it. */
export interface Callable<P extends readonly Type[] = readonly Type[], R extends Type | "none" = Type | "none"> {
  readonly index: number;
  readonly params: P;
  readonly result: R;
}

type ValuesOf<P extends readonly Type[]> = { readonly [K in keyof P]: Value<P[K]> };

const blockOfNothing = 0x40;
export const typeBytes: Record<Type, number> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

export class Code {
  readonly #paramCount: number;
  readonly #locals: Type[] = [];
  readonly #bytes: number[] = [];
  /** What is computed once, before everything else. */
  readonly #start: number[] = [];
  readonly #once = new Map<string, number>();

  constructor(paramCount: number) {
    this.#paramCount = paramCount;
  }

  /** A variable that starts as `value`. */
  let<T extends Type>(value: Value<T>): Variable<T> {
    const made = this.declare(value.type);
    this.set(made, value);
    return made;
  }

  /** A value that is the same all along, computed once at the function's start however often it is asked for. */
  once<T extends Type>(value: Value<T>): Value<T> {
    const key = value.bytes.join();
    const known = this.#once.get(key);
    if (known !== undefined) return variable(value.type, known);
    const made = this.declare(value.type);
    this.#once.set(key, made.index);
    this.#start.push(...value.bytes, 0x21, ...unsigned(made.index));
    return made;
  }

  /** A variable that starts as zero; inside a loop, as what it was left as. */
  declare<T extends Type>(type: T): Variable<T> {
    const index = this.#paramCount + this.#locals.length;
    this.#locals.push(type);
    return variable(type, index);
  }

  set<T extends Type>(target: Variable<T>, value: Value<T>): void {
    expectType(value, target.type, "a variable");
    this.#bytes.push(...value.bytes, 0x21, ...unsigned(target.index));
  }

  /** Moves an address or a count on. */
  add(target: Variable<"i32">, amount: Value<"i32"> | number): void {
    this.set(target, i32.add(target, typeof amount === "number" ? i32.const(amount) : amount));
  }

  do(statement: Store): void {
    this.#bytes.push(...statement.bytes);
  }

  /** Runs the body `count` times; not at all when that is zero or less. */
  repeat(count: Value<"i32">, body: () => void): void {
    const left = this.let(count);
    this.when(i32.gtS(left, i32.const(0)), () => {
      this.#bytes.push(0x03, blockOfNothing);
      body();
      // left -= 1, and again while it is not zero.
      this.#bytes.push(...i32.sub(left, i32.const(1)).bytes, 0x22, ...unsigned(left.index), 0x0d, 0, 0x0b);
    });
  }

  /** Runs the body as long as the condition holds. */
  while(condition: Value<"i32">, body: () => void): void {
    expectType(condition, "i32", "a condition");
    this.#bytes.push(0x02, blockOfNothing, 0x03, blockOfNothing, ...i32.eqz(condition).bytes, 0x0d, 1);
    body();
    this.#bytes.push(0x0c, 0, 0x0b, 0x0b);
  }

  when(condition: Value<"i32">, then: () => void, otherwise?: () => void): void {
    expectType(condition, "i32", "a condition");
    this.#bytes.push(...condition.bytes, 0x04, blockOfNothing);
    then();
    if (otherwise) {
      this.#bytes.push(0x05);
      otherwise();
    }
    this.#bytes.push(0x0b);
  }

  /** Calls a function that returns nothing. */
  call<P extends readonly Type[]>(target: Callable<P, "none">, ...args: ValuesOf<P>): void {
    this.#bytes.push(...callBytes(target, args));
  }

  return(value?: Value): void {
    this.#bytes.push(...(value?.bytes ?? []), 0x0f);
  }

  /** Marks a place that is never reached: after the last `return` of a function that returns a value. */
  unreachable(): void {
    this.#bytes.push(0x00);
  }

  /** The body in the binary format: declared variables, instructions, end. */
  encode(): number[] {
    const locals = this.#locals.map((type) => [1, typeBytes[type]]);
    return sized([...list(locals), ...this.#start, ...this.#bytes, 0x0b]);
  }
}

/** The value of a call to a function that returns one. */
export function call<P extends readonly Type[], R extends Type>(
  target: Callable<P, R>,
  ...args: ValuesOf<P>
): Value<R> {
  return { type: target.result, bytes: callBytes(target, args) };
}

export function variable<T extends Type>(type: T, index: number): Variable<T> {
  return { type, index, bytes: [0x20, ...unsigned(index)] };
}

function callBytes(target: Callable, args: readonly Value[]): Bytes {
  if (args.length !== target.params.length) {
    throw new WasmError(`Function ${target.index} takes ${target.params.length} values, and was given ${args.length}.`);
  }
  args.forEach((arg, i) => expectType(arg, target.params[i]!, `parameter ${i} of function ${target.index}`));
  return [...args.flatMap(({ bytes }) => bytes), 0x10, ...unsigned(target.index)];
}
