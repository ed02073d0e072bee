// Skip-gram with negative sampling: stochastic gradient steps for many (word, target) pairs in one call, each at once,
// in order, as the original program does. For a word with vector v and targets u₀ (the true neighbour), u₁ … (noise):
//   e = rate · ([k = 0] - σ(v · u_k)),   Δ += e u_k,   u_k += e v;   then v += Δ
// Mikolov et al., "Distributed Representations of Words and Phrases and their Compositionality" (2013).
import { plainSkipGram } from "../reference/skipGram.ts";
import { features } from "../wasm/features.ts";
import { Module, kernelsOf } from "../wasm/module.ts";
import { f32x4, i32, i32x4, v128 } from "../wasm/values.ts";
import { bestMadd } from "./arithmetic.ts";
import { sigmoid } from "./functions.ts";
import { floatBytes, forEachVector, sumOfLanes, vectorBytes } from "./lanes.ts";

/**
 * One step for each of `pairs` words. `words` are 32-bit row numbers into `vectors`; `targets` [pairs, perPair] row
 * numbers into `contexts`, the true neighbour first. Both tables are [rows, width] with `width` a multiple of 4 (pad
 * with zeros: they stay zero); `work` is room for one row. Noise that equals the true neighbour is skipped.
 */
export type SkipGram = (
  vectors: number,
  contexts: number,
  width: number,
  words: number,
  targets: number,
  perPair: number,
  pairs: number,
  rate: number,
  work: number,
) => void;

export const skipGram: SkipGram = (vectors, contexts, width, words, targets, perPair, pairs, rate, work) => {
  if (!features().simd) plainSkipGram(vectors, contexts, width, words, targets, perPair, pairs, rate, work);
  else {
    const { train } = kernelsOf("skip-gram", write);
    train(vectors, contexts, width, words, targets, perPair, pairs, rate, work);
  }
};

const tables = { vectors: "i32", contexts: "i32", width: "i32", words: "i32", targets: "i32", perPair: "i32" } as const;

function write(): Module {
  const module = new Module();
  const madd = bestMadd();
  module.define("train", { ...tables, pairs: "i32", rate: "f32", work: "i32" }, (code, p) => {
    const lanes = { code, madd };
    const rowBytes = code.let(i32.shl(p.width, i32.const(2)));
    const [word, target, sum] = [code.declare("i32"), code.declare("i32"), code.declare("i32")];
    const [trueTarget, k] = [code.declare("i32"), code.declare("i32")];
    const parts = [code.declare("v128"), code.declare("v128")] as const;
    const step = code.declare("v128");
    const zeros = code.let(f32x4.const(0));
    const none = () => {};
    /** One pass over the row's vectors; the pointers are back at its start afterwards. */
    const pass = (body: Parameters<typeof forEachVector>[4]) => {
      forEachVector(code, p.width, [word, target, sum], 2, body, none);
      for (const pointer of [word, target, sum]) code.set(pointer, i32.sub(pointer, rowBytes));
    };

    code.set(sum, p.work);
    code.repeat(p.pairs, () => {
      code.set(word, i32.add(p.vectors, i32.mul(i32.load(p.words), rowBytes)));
      code.set(trueTarget, i32.load(p.targets));
      code.set(target, word);
      pass(() => [[sum, zeros]]);
      code.set(k, i32.const(0));
      code.repeat(p.perPair, () => {
        const isNoise = code.let(i32.ne(k, i32.const(0)));
        const index = code.let(i32.load(p.targets));
        code.when(i32.eqz(i32.and(isNoise, i32.eq(index, trueTarget))), () => {
          code.set(target, i32.add(p.contexts, i32.mul(index, rowBytes)));
          for (const part of parts) code.set(part, f32x4.const(0));
          pass((offset) => {
            const part = parts[offset / vectorBytes];
            code.set(part, madd(v128.load(word, offset), v128.load(target, offset), part));
            return [];
          });
          const score = sumOfLanes(code, code.let(f32x4.add(parts[0], parts[1])));
          const label = f32x4.convertI32x4(i32x4.splat(i32.eqz(isNoise)));
          const error = f32x4.sub(label, sigmoid(lanes, f32x4.splat(score)));
          code.set(step, f32x4.mul(error, f32x4.splat(p.rate)));
          pass((offset) => {
            const before = code.let(v128.load(target, offset));
            return [
              [sum, code.let(madd(step, before, v128.load(sum, offset)))],
              [target, code.let(madd(step, v128.load(word, offset), before))],
            ];
          });
        });
        code.add(p.targets, floatBytes);
        code.add(k, 1);
      });
      pass((offset) => [[word, code.let(f32x4.add(v128.load(word, offset), v128.load(sum, offset)))]]);
      code.add(p.words, floatBytes);
    });
  });
  return module;
}
