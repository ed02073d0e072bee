// The gradients of a model as lists that one call of a kernel goes through: how large they are together, and all of them
// changed at once. A gradient whose memory is nobody else's is changed where it lies; one that other parameters share, or
// that somebody has looked at, is left as it is, and its parameter gets another.
import { clipping, type Clipping } from "../kernels/clipping.ts";
import { writeList } from "../kernels/lists.ts";
import { packed } from "../ops/contiguous.ts";
import { empty, giveGrad, gradOf, ownGradOf, type Tensor } from "../tensor/tensor.ts";

/** Gradients of one dtype, in rows without gaps. */
interface GradientList {
  readonly kernels: Clipping;
  readonly parameters: readonly Tensor[];
  readonly grads: readonly Tensor[];
}

/** The gradients there are. Parameters without one do not count. */
export function gradientLists(parameters: readonly Tensor[]): GradientList[] {
  return (["float32", "float64"] as const).flatMap((dtype) => {
    const learning = parameters.filter((parameter) => gradOf(parameter)?.dtype === dtype);
    if (learning.length === 0) return [];
    const grads = learning.map((parameter) => packed(gradOf(parameter)!));
    return [{ kernels: clipping(dtype), parameters: learning, grads }];
  });
}

/** The p-norm of all gradients together; in float64, whatever they are. */
export function normOf(lists: readonly GradientList[], p: number): number {
  const parts = lists.map(({ kernels, grads }) => {
    const list = writeList(
      grads.length,
      1,
      (row) => grads[row]!.pointer,
      (row) => grads[row]!.numel(),
    );
    if (p === Infinity) return kernels.largestSize(list, grads.length);
    return p === 2 ? kernels.sumOfSquares(list, grads.length) : kernels.sumOfPowers(list, grads.length, p);
  });
  if (p === Infinity) return Math.max(0, ...parts);
  const total = parts.reduce((sum, part) => sum + part, 0);
  return p === 2 ? Math.sqrt(total) : total ** (1 / p);
}

/** Changes all gradients; `change` calls a kernel for a list of where numbers come from and where they go. */
export function changeAll(
  lists: readonly GradientList[],
  change: (kernels: Clipping, list: number, rows: number) => void,
): void {
  for (const { kernels, parameters, grads } of lists) {
    const targets = parameters.map((parameter, row) => {
      const grad = grads[row]!;
      return ownGradOf(parameter) === grad ? grad : empty(grad.shape, grad.dtype);
    });
    const list = writeList(
      grads.length,
      2,
      (row, k) => (k === 0 ? grads : targets)[row]!.pointer,
      (row) => grads[row]!.numel(),
    );
    change(kernels, list, grads.length);
    parameters.forEach((parameter, row) => {
      if (targets[row] !== grads[row]) giveGrad(parameter, targets[row]!, true);
    });
  }
}
