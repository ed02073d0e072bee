// Dropout's factors, drawn where they are used: each number is multiplied by 0 or by `kept` while the factor is still in a
// register. The draws are those of `tensor/generator.ts` (xoshiro128**, Blackman & Vigna 2018), in the same order, so a seed
// gives the same masks whether they are drawn here or there. Knows the generator only as four words of memory.
import { plainDropping } from "../reference/dropping.ts";
import type { Code, Variable } from "../wasm/code.ts";
import { features } from "../wasm/features.ts";
import { Module, kernelsOf } from "../wasm/module.ts";
import { type Value, f32, f64, i32 } from "../wasm/values.ts";
import { floatBytes } from "./lanes.ts";

export interface Dropping {
  /**
   * factors[i] = 0 where the next number of [0, 1) · 2⁵³ is below `limit`, else `kept`. The generator's words at `state`
   * move on by two draws a number.
   */
  factors(factors: number, count: number, limit: number, kept: number, state: number): void;
  /** The same, and out[i] = x[i] · factors[i]. */
  drop(x: number, out: number, factors: number, count: number, limit: number, kept: number, state: number): void;
}

/** The kernels, compiled on the first call. */
export function dropping(): Dropping {
  return features().simd ? (kernelsOf("dropping", write) as unknown as Dropping) : plainDropping;
}

const numbers = { count: "i32", limit: "f64", kept: "f32", state: "i32" } as const;

function write(): Module {
  const module = new Module();
  module.define("factors", { factors: "i32", ...numbers }, (code, p) => {
    eachFactor(code, p, (factor) => {
      code.do(f32.store(p.factors, factor));
      code.add(p.factors, floatBytes);
    });
  });
  module.define("drop", { x: "i32", out: "i32", factors: "i32", ...numbers }, (code, p) => {
    eachFactor(code, p, (factor) => {
      code.do(f32.store(p.factors, factor));
      code.do(f32.store(p.out, f32.mul(f32.load(p.x), factor)));
      for (const pointer of [p.x, p.out, p.factors]) code.add(pointer, floatBytes);
    });
  });
  return module;
}

interface Numbers {
  readonly count: Variable<"i32">;
  readonly limit: Variable<"f64">;
  readonly kept: Variable<"f32">;
  readonly state: Variable<"i32">;
}

function eachFactor(code: Code, p: Numbers, body: (factor: Variable<"f32">) => void): void {
  const words = [0, 4, 8, 12].map((at) => code.let(i32.load(p.state, at))) as unknown as Words;
  const factor = code.declare("f32");
  code.repeat(p.count, () => {
    // 53 bits: 27 of the first draw above 26 of the second.
    const high = code.let(f64.convertI32(i32.shrU(draw(code, words), i32.const(5))));
    const low = f64.convertI32(i32.shrU(draw(code, words), i32.const(6)));
    const number = f64.add(f64.mul(high, f64.const(2 ** 26)), low);
    code.set(factor, p.kept);
    code.when(f64.lt(number, p.limit), () => code.set(factor, f32.const(0)));
    body(factor);
  });
  words.forEach((word, i) => code.do(i32.store(p.state, word, 4 * i)));
}

type Words = readonly [Variable<"i32">, Variable<"i32">, Variable<"i32">, Variable<"i32">];

/** 32 random bits; the words move on. */
function draw(code: Code, words: Words): Value<"i32"> {
  const [a, b, c, d] = words;
  const result = code.let(i32.mul(i32.rotl(i32.mul(b, i32.const(5)), i32.const(7)), i32.const(9)));
  const shifted = code.let(i32.shl(b, i32.const(9)));
  code.set(c, i32.xor(c, a));
  code.set(d, i32.xor(d, b));
  code.set(b, i32.xor(b, c));
  code.set(a, i32.xor(a, d));
  code.set(c, i32.xor(c, shifted));
  code.set(d, i32.rotl(d, i32.const(11)));
  return result;
}
