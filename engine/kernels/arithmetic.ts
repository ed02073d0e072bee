// The few pieces of vector arithmetic whose best form depends on the machine.
import { features } from "../wasm/features.ts";
import { type Value, f32x4 } from "../wasm/values.ts";

/** a · b + c on the lanes of vectors. */
export type Madd = (a: Value<"v128">, b: Value<"v128">, c: Value<"v128">) => Value<"v128">;

/** One instruction; rounds once where the processor can. */
export const fusedMadd: Madd = f32x4.relaxedMadd;

/** Two instructions, two roundings: what every machine has. */
export const plainMadd: Madd = (a, b, c) => f32x4.add(f32x4.mul(a, b), c);

/** The faster of the two that works here. */
export function bestMadd(): Madd {
  return features().fma ? fusedMadd : plainMadd;
}
