// What this machine's WebAssembly can do. Probes are run, not only validated: a feature that gives other numbers than
// the specification promises counts as missing. Which flags the JavaScript engine runs with is the host's business, and
// must be settled before the first look at `features()`.
import { Module, instantiate } from "./module.ts";
import { type Value, f32, f32x4 } from "./values.ts";

export interface Features {
  /** Vectors of 128 bits. */
  readonly simd: boolean;
  /** Relaxed multiply-add: one instruction, rounded once where the processor can, instead of two. */
  readonly fma: boolean;
}

let probed: Features | undefined;

/** The features of this machine, probed on the first call. */
export function features(): Features {
  probed ??= {
    simd: computes((a, b, c) => f32x4.add(f32x4.mul(a, b), c)),
    fma: computes(f32x4.relaxedMadd),
  };
  return probed;
}

/** Whether code for a · b + c on vectors runs here and is right. */
function computes(madd: (a: Value<"v128">, b: Value<"v128">, c: Value<"v128">) => Value<"v128">): boolean {
  const module = new Module();
  module.defineReturning("probe", { a: "f32", b: "f32", c: "f32" }, "f32", (code, { a, b, c }) => {
    const result = code.let(madd(f32x4.splat(a), f32x4.splat(b), f32x4.splat(c)));
    code.return(f32.add(f32x4.extractLane(result, 0), f32x4.extractLane(result, 3)));
  });
  try {
    return instantiate("probe", module.encode()).probe(1.5, -2.25, 10) === 2 * (1.5 * -2.25 + 10);
  } catch {
    // Refused: the machine does not know these instructions.
    return false;
  }
}
