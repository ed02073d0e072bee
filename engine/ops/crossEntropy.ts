// The cross-entropy of rows of scores against class numbers: two fused passes in float32, plain operations otherwise.
import {
  crossEntropy as crossEntropyKernel,
  crossEntropyGrad,
  meanCrossEntropy,
  meanCrossEntropyGrad,
  type ScoredRows,
} from "../kernels/crossEntropyRows.ts";
import { work } from "../memory/capture.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { ne, where } from "./compare.ts";
import { packed } from "./contiguous.ts";
import { copyOf, recordFused } from "./fused.ts";
import { gather } from "./indexing.ts";
import { logsumexp, mean, sum } from "./reduce.ts";
import { reshape } from "./views.ts";

/**
 * lse(x) - (1-ε) x_target - ε mean(x) for each row: scores [N, C], class numbers [N] int32 → [N]. Rows whose target is
 * `ignoreIndex` give 0. The class numbers must have been checked.
 */
export function crossEntropyRows(x: Tensor, targets: Tensor, ignoreIndex: number, smoothing: number): Tensor {
  const plain = (): Tensor => plainRows(x, targets, ignoreIndex, smoothing);
  if (x.dtype !== "float32") return plain();
  const { scored, own } = scoredRows(x, targets, ignoreIndex, smoothing);
  const losses = empty([x.shape[0]!], "float32");
  work(() => crossEntropyKernel(scored(), losses.pointer));
  const backward = (g: Tensor): Tensor[] => {
    const out = empty(x.shape, "float32");
    // The kernel writes zeros for ignored rows into the weights: into a copy.
    const weights = empty(losses.shape, "float32");
    work(() => {
      weights.data.set(g.data);
      crossEntropyGrad(scored(), weights.pointer, out.pointer);
    });
    return [out];
  };
  return recordFused(losses, "crossEntropy", [x], [x, targets], backward, plain, own);
}

/**
 * The mean of that over the rows that count, of float32 scores: one operation, as a sum and a product with their ways back
 * would be a tenth of a small network's step.
 */
export function crossEntropyMean(x: Tensor, targets: Tensor, ignoreIndex: number, smoothing: number): Tensor {
  const { scored, own } = scoredRows(x, targets, ignoreIndex, smoothing);
  const [out, share] = [empty([], "float32"), empty([], "float32")];
  work(() => meanCrossEntropy(scored(), out.pointer, share.pointer));
  const backward = (g: Tensor): Tensor[] => {
    const dx = empty(x.shape, "float32");
    const given = packed(g);
    work(() => meanCrossEntropyGrad(scored(), given.pointer, share.pointer, dx.pointer));
    return [dx];
  };
  const plain = (): Tensor => mul(sum(plainRows(x, targets, ignoreIndex, smoothing)), share);
  return recordFused(out, "crossEntropy", [x], [x, targets], backward, plain, [share, ...own]);
}

/** `scored` gives the addresses of the moment; `own` is what is kept for the way back. */
function scoredRows(x: Tensor, targets: Tensor, ignore: number, smoothing: number) {
  const [rows, columns] = x.shape as [number, number];
  const [from, places, lse] = [packed(x), packed(targets), empty([rows], "float32")];
  const sizes = { rows, columns, ignore, smoothing };
  const scored = (): ScoredRows => ({ x: from.pointer, targets: places.pointer, lse: lse.pointer, ...sizes });
  return { scored, own: [lse, copyOf(from, x)] };
}

function plainRows(x: Tensor, targets: Tensor, ignoreIndex: number, smoothing: number): Tensor {
  const kept = ne(targets, ignoreIndex);
  const picked = reshape(gather(x, 1, reshape(where(kept, targets, 0), [-1, 1])), [-1]);
  const wanted = smoothing === 0 ? picked : add(mul(picked, 1 - smoothing), mul(mean(x, { dim: 1 }), smoothing));
  return where(kept, sub(logsumexp(x, { dim: 1 }), wanted), 0);
}
