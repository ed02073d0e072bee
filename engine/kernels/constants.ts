// Constants of vector code, kept in memory and spread over a vector at the function's start. An immediate vector costs V8
// several instructions each time it is used (exp took 9 ns a vector with immediates, 4 ns so); and V8's revectoriser
// joins two vectors only if they share one constant.
import { i32 as words } from "../memory/heap.ts";
import type { Code } from "../wasm/code.ts";
import { type Value, i32, v128 } from "../wasm/values.ts";
import { reserveScratch } from "../memory/scratch.ts";

const room = 1024;
const start = reserveScratch(room * 4, "constants");
const places = new Map<number, number>();

/** A float32 number in all four lanes. */
export function constant(writer: { readonly code: Code }, x: number): Value<"v128"> {
  const bits = new Int32Array(new Float32Array([x]).buffer)[0];
  return constantBits(writer, bits);
}

/** A 32-bit integer in all four lanes. */
export function constantBits({ code }: { readonly code: Code }, bits: number): Value<"v128"> {
  let place = places.get(bits);
  if (place === undefined) {
    place = start + places.size * 4;
    places.set(bits, place);
    words[place >>> 2] = bits;
  }
  return code.once(v128.load32Splat(i32.const(place)));
}
