// GloVe: steps of weighted least squares on the logarithm of how often two words meet, with AdaGrad's step sizes.
//   d = w · c + b + b' - ln X,   loss f d²/2,   g = rate · f d
//   w -= g c / √Sw,  Sw += (g c)²;   c -= g w / √Sc,  Sc += (g w)²;   and so for the biases with g alone
// The squares S sum the steps with their rate, and start at 1, as in the authors' program.
// Pennington, Socher & Manning, "GloVe: Global Vectors for Word Representation" (2014), equation 8.
import { plainGloveSteps } from "../reference/gloveSteps.ts";
import { features } from "../wasm/features.ts";
import { Module, kernelsOf } from "../wasm/module.ts";
import { f32, f32x4, f64, i32, v128 } from "../wasm/values.ts";
import { bestMadd } from "./arithmetic.ts";
import { floatBytes, forEachVector, sumOfLanes, vectorBytes } from "./lanes.ts";

/**
 * `entries` points to `count` times four numbers: row in `words`, row in `contexts` (integers), ln X, f (floats). Rows of
 * both tables are `width` numbers of the vector, `width` of its squares, bias, its square, two unused; `width` is a
 * multiple of 4. Returns the sum of f d².
 */
export type GloveSteps = (
  words: number,
  contexts: number,
  width: number,
  entries: number,
  count: number,
  rate: number,
) => number;

export const gloveSteps: GloveSteps = (words, contexts, width, entries, count, rate) =>
  features().simd
    ? kernelsOf("glove-steps", write).train!(words, contexts, width, entries, count, rate)
    : plainGloveSteps(words, contexts, width, entries, count, rate);

const parameters = { words: "i32", contexts: "i32", width: "i32", entries: "i32", count: "i32", rate: "f32" } as const;

function write(): Module {
  const module = new Module();
  const madd = bestMadd();
  module.defineReturning("train", parameters, "f64", (code, p) => {
    const vectorSize = code.let(i32.shl(p.width, i32.const(2)));
    const rowBytes = code.let(i32.add(i32.shl(vectorSize, i32.const(1)), i32.const(vectorBytes)));
    const [word, context] = [code.declare("i32"), code.declare("i32")];
    const [wordSquares, contextSquares] = [code.declare("i32"), code.declare("i32")];
    const parts = [code.declare("v128"), code.declare("v128")] as const;
    const loss = code.declare("f64");
    code.repeat(p.count, () => {
      const start = (table: typeof p.words, offset: number) =>
        i32.add(table, i32.mul(i32.load(p.entries, offset), rowBytes));
      code.set(word, start(p.words, 0));
      code.set(context, start(p.contexts, floatBytes));
      for (const part of parts) code.set(part, f32x4.const(0));
      forEachVector(
        code,
        p.width,
        [word, context],
        2,
        (offset) => {
          const part = parts[offset / vectorBytes]!;
          code.set(part, madd(v128.load(word, offset), v128.load(context, offset), part));
          return [];
        },
        () => {},
      );
      // Both now stand at their squares; the biases come after those.
      const [wordBias, contextBias] = [word, context].map((pointer) => code.let(i32.add(pointer, vectorSize))) as [
        typeof word,
        typeof word,
      ];
      const dot = sumOfLanes(code, code.let(f32x4.add(parts[0], parts[1])));
      const biases = f32.add(f32.load(wordBias), f32.load(contextBias));
      const difference = code.let(f32.sub(f32.add(dot, biases), f32.load(p.entries, 2 * floatBytes)));
      const weighted = code.let(f32.mul(difference, f32.load(p.entries, 3 * floatBytes)));
      code.set(loss, f64.add(loss, f64.promote(f32.mul(weighted, difference))));
      const g = code.let(f32.mul(weighted, p.rate));
      const factor = code.let(f32x4.splat(g));
      code.set(wordSquares, word);
      code.set(contextSquares, context);
      code.set(word, i32.sub(word, vectorSize));
      code.set(context, i32.sub(context, vectorSize));
      forEachVector(
        code,
        p.width,
        [word, context, wordSquares, contextSquares],
        1,
        () => {
          const [w, c] = [code.let(v128.load(word)), code.let(v128.load(context))];
          const [sw, sc] = [code.let(v128.load(wordSquares)), code.let(v128.load(contextSquares))];
          const [stepW, stepC] = [code.let(f32x4.mul(factor, c)), code.let(f32x4.mul(factor, w))];
          return [
            [word, code.let(f32x4.sub(w, f32x4.div(stepW, f32x4.sqrt(sw))))],
            [context, code.let(f32x4.sub(c, f32x4.div(stepC, f32x4.sqrt(sc))))],
            [wordSquares, code.let(madd(stepW, stepW, sw))],
            [contextSquares, code.let(madd(stepC, stepC, sc))],
          ];
        },
        () => {},
      );
      for (const bias of [wordBias, contextBias]) {
        const squares = code.let(f32.load(bias, floatBytes));
        code.do(f32.store(bias, f32.sub(f32.load(bias), f32.div(g, f32.sqrt(squares)))));
        code.do(f32.store(bias, f32.add(squares, f32.mul(g, g)), floatBytes));
      }
      code.add(p.entries, 4 * floatBytes);
    });
    code.return(loss);
  });
  return module;
}
