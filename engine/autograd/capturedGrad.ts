// What a captured step does to `.grad` when it is repeated.
// A step that clears its gradients itself finds none, each time: the gradient of this repetition is the one. Otherwise
// there may or may not be one from before, and it is added to where it lies.
import { clearedInCapture, work } from "../memory/capture.ts";
import { outsideScopes } from "../memory/scope.ts";
import { empty, giveGrad, type Tensor } from "../tensor/tensor.ts";
import type { GradArithmetic } from "./backward.ts";

export function captureGrad(leaf: Tensor, received: Tensor, alone: boolean, arithmetic: GradArithmetic): void {
  if (leaf.grad === undefined && clearedInCapture(leaf)) {
    giveGrad(leaf, received, alone);
    return;
  }
  // The memory of `received` is used for other things between repetitions.
  const own = outsideScopes(() => empty(received.shape, received.dtype));
  work(() => {
    const before = leaf.grad;
    if (before === undefined) {
      own.data.set(received.data);
      leaf.grad = own;
    } else if (!arithmetic.accumulate(before, received)) leaf.grad = arithmetic.add(before, received);
  });
}
