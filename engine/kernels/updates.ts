// The optimizers' updates, each of a whole list of parameters in one call (lists.ts): each reads a parameter, its gradient
// and the optimizer's state once and writes them once. Operations and their order are PyTorch's, so that the numbers
// agree (torch/optim/*.py, the single-tensor forms). Weight decay is added to the gradient first, 0 for none.
import { features } from "../wasm/features.ts";
import { Module, kernelsOf } from "../wasm/module.ts";
import { type Value, f32x4, v128 } from "../wasm/values.ts";
import type { Variable } from "../wasm/code.ts";
import { plainUpdates, plainUpdates64 } from "../reference/updates.ts";
import { bestMadd } from "./arithmetic.ts";
import { type Stores, storeVectors } from "./lanes.ts";
import { forEachRow } from "./lists.ts";

/** The rows of a list hold the arrays that a formula names, in this order: p, g, then the state. */
export interface Updates {
  /** p -= lr (g + decay p).  p, g */
  descend(list: number, rows: number, lr: number, decay: number): void;
  /**
   * g' = g + decay p;  b = momentum b + gain g';  p -= lr b.  p, g, b.  `gain` is 1 - dampening, and 1 in the first step,
   * when b is zero.
   */
  momentum(list: number, rows: number, lr: number, decay: number, momentum: number, gain: number): void;
  /** The same with p -= lr (gain g' + momentum b). */
  nesterov(list: number, rows: number, lr: number, decay: number, momentum: number, gain: number): void;
  /**
   * p *= keep;  g' = g + decay p;  m += (1-β₁)(g' - m);  v = β₂ v + (1-β₂) g'²;  p -= step m / (widen √v + ε).
   * p, g, m, v.  `keep` is AdamW's 1 - lr · decay, else 1; `step` is lr / (1 - β₁ᵗ); `widen` is 1 / √(1 - β₂ᵗ): PyTorch
   * divides by the root, and half of the time would go into that division.
   */
  adam(
    list: number,
    rows: number,
    keep: number,
    decay: number,
    oneLessBeta1: number,
    beta2: number,
    oneLessBeta2: number,
    step: number,
    widen: number,
    epsilon: number,
  ): void;
  /** The same with √(largest v so far), kept in a last array (AMSGrad). */
  adamMax(
    list: number,
    rows: number,
    keep: number,
    decay: number,
    oneLessBeta1: number,
    beta2: number,
    oneLessBeta2: number,
    step: number,
    widen: number,
    epsilon: number,
  ): void;
  /**
   * s = α s + (1-α) g'²;  b = momentum b + g' / (√s + ε);  p -= lr b.  p, g, s, b.  Without momentum pass 0: b is then the
   * last step.
   */
  rmsprop(
    list: number,
    rows: number,
    lr: number,
    decay: number,
    alpha: number,
    oneLessAlpha: number,
    epsilon: number,
    momentum: number,
  ): void;
  /** The same with the variance: a += (1-α)(g' - a), and √(s - a²) in place of √s.  p, g, s, b, a */
  rmspropCentred(
    list: number,
    rows: number,
    lr: number,
    decay: number,
    alpha: number,
    oneLessAlpha: number,
    epsilon: number,
    momentum: number,
  ): void;
  /** s += g'²;  p -= lr g' / (√s + ε).  p, g, s */
  adagrad(list: number, rows: number, lr: number, decay: number, epsilon: number): void;
}

/**
 * The updates of float32 numbers, compiled on the first call, or of float64 ones. For float32 all hyperparameters are
 * rounded to it as PyTorch's kernels do.
 */
export function updates(dtype: "float32" | "float64" = "float32"): Updates {
  if (dtype === "float64") return plainUpdates64;
  return features().simd ? (kernelsOf("updates", write) as unknown as Updates) : plainUpdates;
}

type Vector = Value<"v128">;
const { add, sub, mul, div, sqrt, neg } = f32x4;

function write(): Module {
  const module = new Module();
  const madd = bestMadd();

  define(module, "descend", ["param", "grad"], ["lr", "decay"], (o, h) => {
    const g = o.let(madd(h.decay, o.param, o.grad));
    return { param: madd(neg(h.lr), g, o.param) };
  });

  for (const nesterov of [false, true]) {
    const name = nesterov ? "nesterov" : "momentum";
    define(module, name, ["param", "grad", "buffer"], ["lr", "decay", "momentum", "gain"], (o, h) => {
      const g = o.let(madd(h.decay, o.param, o.grad));
      const gained = o.let(mul(h.gain, g));
      const buffer = o.let(madd(h.momentum, o.buffer, gained));
      const direction = nesterov ? madd(h.momentum, buffer, gained) : buffer;
      return { buffer, param: madd(neg(h.lr), direction, o.param) };
    });
  }

  const adamNumbers = ["keep", "decay", "oneLessBeta1", "beta2", "oneLessBeta2", "step", "widen", "epsilon"] as const;
  const adamMoments = (o: Operands<"param" | "grad" | "mean" | "square">, h: Named<(typeof adamNumbers)[number]>) => {
    const kept = o.let(mul(o.param, h.keep));
    const g = o.let(madd(h.decay, kept, o.grad));
    const mean = o.let(madd(h.oneLessBeta1, sub(g, o.mean), o.mean));
    const square = o.let(add(mul(o.square, h.beta2), mul(mul(h.oneLessBeta2, g), g)));
    const stepped = (largest: Vector) => {
      const denominator = madd(sqrt(largest), h.widen, h.epsilon);
      return sub(kept, div(mul(h.step, mean), denominator));
    };
    return { mean, square, stepped };
  };
  define(module, "adam", ["param", "grad", "mean", "square"], adamNumbers, (o, h) => {
    const { mean, square, stepped } = adamMoments(o, h);
    return { mean, square, param: stepped(square) };
  });
  define(module, "adamMax", ["param", "grad", "mean", "square", "largest"], adamNumbers, (o, h) => {
    const { mean, square, stepped } = adamMoments(o, h);
    const largest = o.let(f32x4.max(o.largest, square));
    return { mean, square, largest, param: stepped(largest) };
  });

  const rmsNumbers = ["lr", "decay", "alpha", "oneLessAlpha", "epsilon", "momentum"] as const;
  define(module, "rmsprop", ["param", "grad", "square", "buffer"], rmsNumbers, (o, h) => {
    const g = o.let(madd(h.decay, o.param, o.grad));
    const square = o.let(add(mul(o.square, h.alpha), mul(mul(h.oneLessAlpha, g), g)));
    const buffer = o.let(add(mul(h.momentum, o.buffer), div(g, add(sqrt(square), h.epsilon))));
    return { square, buffer, param: madd(neg(h.lr), buffer, o.param) };
  });
  define(module, "rmspropCentred", ["param", "grad", "square", "buffer", "mean"], rmsNumbers, (o, h) => {
    const g = o.let(madd(h.decay, o.param, o.grad));
    const square = o.let(add(mul(o.square, h.alpha), mul(mul(h.oneLessAlpha, g), g)));
    const mean = o.let(madd(h.oneLessAlpha, sub(g, o.mean), o.mean));
    const deviation = sqrt(sub(square, mul(mean, mean)));
    const buffer = o.let(add(mul(h.momentum, o.buffer), div(g, add(deviation, h.epsilon))));
    return { square, mean, buffer, param: madd(neg(h.lr), buffer, o.param) };
  });

  define(module, "adagrad", ["param", "grad", "sum"], ["lr", "decay", "epsilon"], (o, h) => {
    const g = o.let(madd(h.decay, o.param, o.grad));
    const sum = o.let(madd(g, g, o.sum));
    return { sum, param: sub(o.param, div(mul(h.lr, g), add(sqrt(sum), h.epsilon))) };
  });
  return module;
}

type Named<Name extends string> = Readonly<Record<Name, Vector>>;
type Operands<Name extends string> = Named<Name> & { let(value: Vector): Variable<"v128"> };

/**
 * Defines an update of a list whose rows hold `arrays`, with numbers that are spread over vectors. `formula` sees four
 * neighbouring numbers of each array and gives the new ones of those that change.
 */
function define<A extends string, H extends string>(
  module: Module,
  name: keyof Updates,
  arrays: readonly A[],
  numbers: readonly H[],
  formula: (operands: Operands<A>, hyper: Named<H>) => Partial<Named<A>>,
): void {
  const params = { list: "i32", rows: "i32", ...named(numbers, () => "f32" as const) } as const;
  module.define(name, params, (code, p) => {
    const scalars = p as unknown as Record<string, Variable<"f32">>;
    const hyper = named(numbers, (each) => code.let(f32x4.splat(scalars[each])));
    forEachRow(code, p.list, p.rows, arrays, (pointers, count) => {
      storeVectors(
        code,
        count,
        arrays.map((each) => pointers[each]),
        2,
        (offset): Stores => {
          const operands = named(arrays, (each) => code.let(v128.load(pointers[each], offset)));
          const results = formula({ ...operands, let: (value) => code.let(value) }, hyper);
          return Object.entries<Vector | undefined>(results).map(([each, value]) => [
            pointers[each as A],
            code.let(value!),
          ]);
        },
      );
    });
  });
}

function named<Name extends string, T>(names: readonly Name[], make: (name: Name) => T): Record<Name, T> {
  return Object.fromEntries(names.map((each) => [each, make(each)])) as Record<Name, T>;
}
