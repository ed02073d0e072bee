// How surprised a language model is: e to the mean of -ln p(token), the number of equally likely tokens that would
// surprise as much. A model that knows nothing has the size of its vocabulary.
import { ArgumentError, ShapeError } from "../errors.ts";
import { Tensor } from "../tensor/tensor.ts";

export interface PerplexityOptions {
  /** Targets that do not count, such as padding. Default -100, as in crossEntropy. */
  readonly ignoreIndex?: number;
}

/**
 * The perplexity of scores before softmax.
 * @param targets token numbers [...]
 * @param logits [..., tokens]
 * @throws ShapeError when they do not fit, ArgumentError for tokens out of range and when none counts
 */
export function perplexity(targets: Tensor, logits: Tensor, { ignoreIndex = -100 }: PerplexityOptions = {}): number {
  for (const x of [targets, logits]) {
    if (!(x instanceof Tensor))
      throw new ArgumentError("perplexity takes two tensors: targets [...] and logits [..., tokens].");
  }
  const fits = logits.ndim === targets.ndim + 1 && targets.shape.every((size, axis) => size === logits.shape[axis]);
  if (!fits) {
    throw new ShapeError({
      problem: "perplexity needs scores for every target: one axis more, of the vocabulary's size.",
      operands: [
        { role: "targets", name: targets.name, shape: targets.shape },
        { role: "logits", name: logits.name, shape: logits.shape },
      ],
    });
  }
  const width = logits.shape.at(-1)!;
  const [scores, tokens] = [logits.data, targets.data];
  let [sum, count] = [0, 0];
  tokens.forEach((token, i) => {
    if (token === ignoreIndex) return;
    if (!(Number.isInteger(token) && token >= 0 && token < width)) {
      throw new ArgumentError(`perplexity: target ${i} is ${token}; tokens are whole numbers from 0 to ${width - 1}.`);
    }
    sum += surprise(scores.subarray(i * width, (i + 1) * width), token);
    count += 1;
  });
  if (count === 0) throw new ArgumentError("perplexity of nothing is not defined: there are no targets that count.");
  return Math.exp(sum / count);
}

/** -ln softmax(scores)[token] */
function surprise(scores: ArrayLike<number>, token: number): number {
  let largest = -Infinity;
  for (let k = 0; k < scores.length; k += 1) largest = Math.max(largest, scores[k]!);
  let sum = 0;
  for (let k = 0; k < scores.length; k += 1) sum += Math.exp(scores[k]! - largest);
  return Math.log(sum) + largest - scores[token]!;
}
