// The cross-entropy of rows of scores against class numbers: two fused passes in float32, plain operations otherwise.
import { crossEntropy as crossEntropyKernel, crossEntropyGrad } from "../kernels/crossEntropyRows.ts";
import { work } from "../memory/capture.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { ne, where } from "./compare.ts";
import { packed } from "./contiguous.ts";
import { copyOf, recordFused } from "./fused.ts";
import { gather } from "./indexing.ts";
import { logsumexp, mean } from "./reduce.ts";
import { reshape } from "./views.ts";

/**
 * lse(x) - (1-ε) x_target - ε mean(x) for each row: scores [N, C], class numbers [N] int32 → [N]. Rows whose target is
 * `ignoreIndex` give 0. The class numbers must have been checked.
 */
export function crossEntropyRows(x: Tensor, targets: Tensor, ignoreIndex: number, smoothing: number): Tensor {
  const plain = (): Tensor => {
    const kept = ne(targets, ignoreIndex);
    const picked = reshape(gather(x, 1, reshape(where(kept, targets, 0), [-1, 1])), [-1]);
    const wanted = smoothing === 0 ? picked : add(mul(picked, 1 - smoothing), mul(mean(x, { dim: 1 }), smoothing));
    return where(kept, sub(logsumexp(x, { dim: 1 }), wanted), 0);
  };
  if (x.dtype !== "float32") return plain();
  const [rows, columns] = x.shape as [number, number];
  const [from, places] = [packed(x), packed(targets)];
  const [losses, lse] = [empty([rows], "float32"), empty([rows], "float32")];
  work(() =>
    crossEntropyKernel(
      from.pointer,
      places.pointer,
      losses.pointer,
      lse.pointer,
      rows,
      columns,
      ignoreIndex,
      smoothing,
    ),
  );
  const backward = (g: Tensor): Tensor[] => {
    const out = empty(x.shape, "float32");
    // The kernel writes zeros for ignored rows into the weights: into a copy.
    const weights = empty([rows], "float32");
    work(() => {
      weights.data.set(g.data);
      crossEntropyGrad(
        from.pointer,
        places.pointer,
        lse.pointer,
        weights.pointer,
        out.pointer,
        rows,
        columns,
        ignoreIndex,
        smoothing,
      );
    });
    return [out];
  };
  return recordFused(losses, "crossEntropy", [x], [x, targets], backward, plain, [lse, copyOf(from, x)]);
}
