// The scores of additive attention on float32 addresses, forward and backward, for all pairs of a query and a key at once:
//   t = tanh(q + k),  score = v · t        u = g v (1 - t²):  dq += u,  dk += u,  dv += g t
// The sums q + k are never written: only t is, for the way back. Knows nothing of the softmax that follows.
// Bahdanau, Cho & Bengio, "Neural Machine Translation by Jointly Learning to Align and Translate" (2015).
import { type Additive, plainAdditive } from "../reference/additiveRows.ts";
import type { Code, Variable } from "../wasm/code.ts";
import { features } from "../wasm/features.ts";
import { Module, kernelsOf } from "../wasm/module.ts";
import { f32, f32x4, i32, v128 } from "../wasm/values.ts";
import { bestMadd } from "./arithmetic.ts";
import { constant } from "./constants.ts";
import { tanh } from "./functions.ts";
import { floatBytes, storeVectors } from "./lanes.ts";
import { RowPasses } from "./rows.ts";

/** The kernels, compiled on the first call. */
export function additive(): Additive {
  return features().simd ? (kernelsOf("additive attention", write) as unknown as Additive) : plainAdditive;
}

const sizes = { batch: "i32", queries: "i32", keys: "i32", hidden: "i32" } as const;

function write(): Module {
  const module = new Module();
  const madd = bestMadd();
  const { add, mul } = f32x4;

  const forward = { q: "i32", k: "i32", v: "i32", t: "i32", scores: "i32", ...sizes } as const;
  module.define("scores", forward, (code, p) => {
    const lanes = { code, madd };
    eachPair(code, p, p.q, p.k, (q, k) => {
      const row = new RowPasses(lanes, [q, k, p.t, p.v]);
      row.store(p.hidden, p.t, (offset) => tanh(lanes, add(v128.load(q, offset), v128.load(k, offset))), 2);
      // A pass of its own: V8's revectoriser does not join vectors that are stored and summed.
      const score = row.sum(p.hidden, (offset) => mul(v128.load(p.v, offset), v128.load(p.t, offset)));
      code.do(f32.store(p.scores, score));
      code.add(p.scores, floatBytes);
      code.add(p.t, i32.shl(p.hidden, i32.const(2)));
    });
  });

  const backward = { g: "i32", t: "i32", v: "i32", dq: "i32", dk: "i32", dv: "i32", ...sizes } as const;
  module.define("scoresGrad", backward, (code, p) => {
    const one = constant({ code }, 1);
    const [v, dv] = [code.declare("i32"), code.declare("i32")];
    const [toQuery, toKey] = [code.declare("i32"), code.declare("i32")];
    const g = code.declare("v128");
    const rest = code.let(i32.shl(i32.and(p.hidden, i32.const(3)), i32.const(2)));
    eachPair(code, p, p.dq, p.dk, (dq, dk) => {
      code.set(g, v128.load32Splat(p.g));
      for (const [pointer, start] of [
        [v, p.v],
        [dv, p.dv],
        [toQuery, dq],
        [toKey, dk],
      ] as const) {
        code.set(pointer, start);
      }
      storeVectors(code, p.hidden, [v, dv, toQuery, toKey, p.t], 2, (offset) => {
        const t = code.let(v128.load(p.t, offset));
        const u = code.let(mul(mul(g, v128.load(v, offset)), madd(f32x4.neg(t), t, one)));
        return [
          [toQuery, code.let(add(v128.load(toQuery, offset), u))],
          [toKey, code.let(add(v128.load(toKey, offset), u))],
          [dv, code.let(madd(g, t, v128.load(dv, offset)))],
        ];
      });
      code.add(p.t, rest);
      code.add(p.g, floatBytes);
    });
  });
  return module;
}

type Pointer = Variable<"i32">;

/** Runs `body` for each query with each key of its sequence, in order: pointers to their rows. */
function eachPair(
  code: Code,
  p: Record<keyof typeof sizes, Pointer>,
  queries: Pointer,
  keys: Pointer,
  body: (query: Pointer, key: Pointer) => void,
): void {
  const rowBytes = code.let(i32.shl(p.hidden, i32.const(2)));
  const [query, first, key] = [code.let(queries), code.let(keys), code.declare("i32")];
  code.repeat(p.batch, () => {
    code.repeat(p.queries, () => {
      code.set(key, first);
      code.repeat(p.keys, () => {
        body(query, key);
        code.add(key, rowBytes);
      });
      code.add(query, rowBytes);
    });
    code.add(first, i32.mul(rowBytes, p.keys));
  });
}
