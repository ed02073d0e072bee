// Training word vectors: many small steps of logistic regression in one call, each at once, in order, as the original
// program does. A step has inputs (rows of one table, whose mean is v) and targets (rows u of the other, each with a
// label t: 1 for what was there, 0 for what was not):
//   e = rate · (t - σ(v · u)),   Δ += e u,   u += e v;   then every input row += Δ
// One input: skip-gram; several: a bag of words. Targets with labels 1, 0, 0 …: negative sampling; the turns of a way
// through a tree: hierarchical softmax.
// Mikolov et al., "Distributed Representations of Words and Phrases and their Compositionality" (2013).
import { plainWordSteps } from "../reference/wordSteps.ts";
import { features } from "../wasm/features.ts";
import { Module, kernelsOf } from "../wasm/module.ts";
import { f32, f32x4, i32, i32x4, v128 } from "../wasm/values.ts";
import { bestMadd } from "./arithmetic.ts";
import { sigmoid } from "./functions.ts";
import { floatBytes, forEachVector, type Stores, sumOfLanes, vectorBytes } from "./lanes.ts";

/**
 * `steps` points to `count` steps, each a list of 32-bit numbers: how many inputs, their rows in `vectors`; how many
 * targets, each 2 · row in `contexts` + label. Both tables are [rows, width] with `width` a multiple of 4 (pad with zeros:
 * they stay zero); `work` is room for two rows.
 */
export type WordSteps = (
  vectors: number,
  contexts: number,
  width: number,
  steps: number,
  count: number,
  rate: number,
  work: number,
) => void;

export const wordSteps: WordSteps = (vectors, contexts, width, steps, count, rate, work) => {
  if (!features().simd) plainWordSteps(vectors, contexts, width, steps, count, rate, work);
  else kernelsOf("word-steps", write).train(vectors, contexts, width, steps, count, rate, work);
};

const parameters = { vectors: "i32", contexts: "i32", width: "i32", steps: "i32", count: "i32" } as const;

function write(): Module {
  const module = new Module();
  const madd = bestMadd();
  module.define("train", { ...parameters, rate: "f32", work: "i32" }, (code, p) => {
    const lanes = { code, madd };
    const rowBytes = code.let(i32.shl(p.width, i32.const(2)));
    const [mean, target, sum] = [code.declare("i32"), code.declare("i32"), code.declare("i32")];
    const [inputs, item] = [code.declare("i32"), code.declare("i32")];
    const parts = [code.declare("v128"), code.declare("v128")] as const;
    const step = code.declare("v128");
    const zeros = code.let(f32x4.const(0));
    const read = (into: typeof item) => {
      code.set(into, i32.load(p.steps));
      code.add(p.steps, floatBytes);
    };
    /** One pass over the rows' vectors; the pointers are back at their start afterwards. */
    const pass = (body: (offset: number) => Stores) => {
      forEachVector(code, p.width, [mean, target, sum], 2, body, () => {});
      for (const pointer of [mean, target, sum]) code.set(pointer, i32.sub(pointer, rowBytes));
    };
    /** `body` with `target` at each input row. */
    const eachInput = (body: (offset: number) => Stores) => {
      code.repeat(inputs, () => {
        read(item);
        code.set(target, i32.add(p.vectors, i32.mul(item, rowBytes)));
        pass(body);
      });
    };

    code.set(mean, p.work);
    code.set(sum, i32.add(p.work, rowBytes));
    code.repeat(p.count, () => {
      read(inputs);
      const firstInput = code.let(p.steps);
      code.set(target, mean);
      pass(() => [
        [mean, zeros],
        [sum, zeros],
      ]);
      eachInput((offset) => [[mean, code.let(f32x4.add(v128.load(mean, offset), v128.load(target, offset)))]]);
      code.when(i32.gtS(inputs, i32.const(1)), () => {
        const share = code.let(f32x4.splat(f32.div(f32.const(1), f32.convertI32(inputs))));
        pass((offset) => [[mean, code.let(f32x4.mul(v128.load(mean, offset), share))]]);
      });
      const targets = code.declare("i32");
      read(targets);
      code.repeat(targets, () => {
        read(item);
        code.set(target, i32.add(p.contexts, i32.mul(i32.shrU(item, i32.const(1)), rowBytes)));
        for (const part of parts) code.set(part, f32x4.const(0));
        pass((offset) => {
          const part = parts[offset / vectorBytes]!;
          code.set(part, madd(v128.load(mean, offset), v128.load(target, offset), part));
          return [];
        });
        const score = sumOfLanes(code, code.let(f32x4.add(parts[0], parts[1])));
        const label = f32x4.convertI32x4(i32x4.splat(i32.and(item, i32.const(1))));
        const error = f32x4.sub(label, sigmoid(lanes, f32x4.splat(score)));
        code.set(step, f32x4.mul(error, f32x4.splat(p.rate)));
        pass((offset) => {
          const before = code.let(v128.load(target, offset));
          return [
            [sum, code.let(madd(step, before, v128.load(sum, offset)))],
            [target, code.let(madd(step, v128.load(mean, offset), before))],
          ];
        });
      });
      const nextStep = code.let(p.steps);
      code.set(p.steps, firstInput);
      eachInput((offset) => [[target, code.let(f32x4.add(v128.load(target, offset), v128.load(sum, offset)))]]);
      code.set(p.steps, nextStep);
    });
  });
  return module;
}
