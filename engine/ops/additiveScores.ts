// The scores of additive attention as one operation: float32 by one kernel forward and one back, which write no sums of
// pairs; other dtypes and gradients of gradients by plain operations, the definition.
import { sumSoFar } from "../autograd/gradients.ts";
import { ShapeError } from "../errors.ts";
import { additive } from "../kernels/additiveRows.ts";
import { work } from "../memory/capture.ts";
import { holding } from "../memory/holding.ts";
import { needTensor } from "../tensor/given.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { add } from "./arithmetic.ts";
import { packed } from "./contiguous.ts";
import { zeros } from "./create.ts";
import { copyOf, recordFused } from "./fused.ts";
import { linear } from "./linear.ts";
import { tanh } from "./unary.ts";
import { reshape, squeeze, unsqueeze } from "./views.ts";

/**
 * score(q, k) = v · tanh(q + k) for every query with every key of its sequence, without the softmax: the compatibility of
 * Bahdanau, Cho & Bengio (2015, eq. 6), of queries and keys that have been mapped to one width before. In a decoder's loop
 * the keys are mapped once, before it.
 * @param queries [batch, queries, hidden]
 * @param keys [batch, keys, hidden]
 * @param score [hidden], or [1, hidden] as the weight of `nn.Linear(hidden, 1)`
 * @returns [batch, queries, keys]
 * @throws ShapeError when batch or width differ
 */
export function additiveScores(queries: Tensor, keys: Tensor, score: Tensor): Tensor {
  needTensor(queries, "additiveScores", "queries");
  needTensor(keys, "additiveScores", "keys");
  needTensor(score, "additiveScores", "score");
  check(queries, keys, score);
  if ([queries, keys, score].some(({ dtype }) => dtype !== "float32")) return plain(queries, keys, score);
  const [batch, count, hidden] = queries.shape as [number, number, number];
  const length = keys.shape[1]!;
  const [q, k, v] = [packed(queries), packed(keys), packed(score)];
  const tanhs = empty([batch, count, length, hidden], "float32");
  const out = empty([batch, count, length], "float32");
  const forward = (): void =>
    additive().scores(q.pointer, k.pointer, v.pointer, tanhs.pointer, out.pointer, batch, count, length, hidden);
  work(() => holding([q, k, v, tanhs], forward));

  const backward = (grad: Tensor): (Tensor | undefined)[] => {
    const g = packed(grad);
    const dq = zeros(queries.shape);
    // A decoder comes by once for each of its steps, with the same keys: each adds its part where the sum lies.
    const [dk, dv] = [sumSoFar(keys) ?? zeros(keys.shape), sumSoFar(score) ?? zeros(score.shape)];
    const [from, to] = [[g, tanhs, v] as const, [dq, dk, dv] as const];
    const compute = (): void => {
      const [gAt, tAt, vAt] = from.map(({ pointer }) => pointer) as [number, number, number];
      const [dqAt, dkAt, dvAt] = to.map(({ pointer }) => pointer) as [number, number, number];
      additive().scoresGrad(gAt, tAt, vAt, dqAt, dkAt, dvAt, batch, count, length, hidden);
    };
    work(() => holding([from, to], compute));
    return [dq, dk, dv];
  };
  const inputs = [queries, keys, score];
  const own = [tanhs, copyOf(q, queries), copyOf(k, keys)];
  return recordFused(out, "additiveScores", inputs, inputs, backward, () => plain(queries, keys, score), own);
}

/** By the definition. */
function plain(queries: Tensor, keys: Tensor, score: Tensor): Tensor {
  const sums = add(unsqueeze(queries, 2), unsqueeze(keys, 1));
  return squeeze(linear(tanh(sums), reshape(score, [1, -1])), -1);
}

function check(queries: Tensor, keys: Tensor, score: Tensor): void {
  const [batch, , hidden] = queries.shape;
  const three = queries.ndim === 3 && keys.ndim === 3;
  const vector = score.shape.at(-1) === hidden && (score.ndim === 1 || (score.ndim === 2 && score.shape[0] === 1));
  if (three && vector && keys.shape[0] === batch && keys.shape[2] === hidden) return;
  const operands = Object.entries({ queries, keys, score }).map(([role, { name, shape }]) => ({ role, name, shape }));
  throw new ShapeError({
    problem: "additiveScores needs queries [batch, queries, hidden], keys [batch, keys, hidden] and a score [hidden].",
    operands,
    attempt:
      queries.ndim === 2 && keys.ndim === 3
        ? "queries.unsqueeze(1), for one query a sequence"
        : "a Linear that brings queries and keys to one width",
  });
}
