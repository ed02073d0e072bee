// The cross-entropy of rows of scores against class numbers: two fused passes in float32, plain operations otherwise.
import {
  crossEntropy as crossEntropyKernel,
  crossEntropyGrad,
  meanCrossEntropy,
  meanCrossEntropyGrad,
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
  const [rows, columns] = x.shape as [number, number];
  const [from, places] = [packed(x), packed(targets)];
  const [losses, lse] = [empty([rows], "float32"), empty([rows], "float32")];
  const last = [rows, columns, ignoreIndex, smoothing] as const;
  work(() => crossEntropyKernel(from.pointer, places.pointer, losses.pointer, lse.pointer, ...last));
  const backward = (g: Tensor): Tensor[] => {
    const out = empty(x.shape, "float32");
    // The kernel writes zeros for ignored rows into the weights: into a copy.
    const weights = empty([rows], "float32");
    work(() => {
      weights.data.set(g.data);
      crossEntropyGrad(from.pointer, places.pointer, lse.pointer, weights.pointer, out.pointer, ...last);
    });
    return [out];
  };
  return recordFused(losses, "crossEntropy", [x], [x, targets], backward, plain, [lse, copyOf(from, x)]);
}

/** The mean of that over the rows that count. As one operation: of a small network's step it would be a fifth otherwise. */
export function crossEntropyMean(x: Tensor, targets: Tensor, ignoreIndex: number, smoothing: number): Tensor {
  const [rows, columns] = x.shape as [number, number];
  const [from, places] = [packed(x), packed(targets)];
  const [out, share, lse] = [empty([], "float32"), empty([], "float32"), empty([rows], "float32")];
  const last = [rows, columns, ignoreIndex, smoothing] as const;
  work(() => meanCrossEntropy(from.pointer, places.pointer, out.pointer, share.pointer, lse.pointer, ...last));
  const backward = (g: Tensor): Tensor[] => {
    const dx = empty(x.shape, "float32");
    const given = packed(g);
    work(() =>
      meanCrossEntropyGrad(
        from.pointer,
        places.pointer,
        given.pointer,
        share.pointer,
        lse.pointer,
        dx.pointer,
        ...last,
      ),
    );
    return [dx];
  };
  const plain = (): Tensor => mul(sum(plainRows(x, targets, ignoreIndex, smoothing)), share);
  return recordFused(out, "crossEntropy", [x], [x, targets], backward, plain, [share, lse, copyOf(from, x)]);
}

function plainRows(x: Tensor, targets: Tensor, ignoreIndex: number, smoothing: number): Tensor {
  const kept = ne(targets, ignoreIndex);
  const picked = reshape(gather(x, 1, reshape(where(kept, targets, 0), [-1, 1])), [-1]);
  const wanted = smoothing === 0 ? picked : add(mul(picked, 1 - smoothing), mul(mean(x, { dim: 1 }), smoothing));
  return where(kept, sub(logsumexp(x, { dim: 1 }), wanted), 0);
}
