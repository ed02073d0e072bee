// A layer's map and the ReLU after it as one operation: rows are set to zero where they are negative while they are still
// in the processor's cache, and nothing is kept of what was there before. float32 only; other dtypes take two operations.
import { packedBytes, packMatrix } from "../kernels/gemm.ts";
import { part, share, tasksFor } from "../kernels/sharing.ts";
import { work } from "../memory/capture.ts";
import { holding } from "../memory/holding.ts";
import { growingScratch } from "../memory/scratch.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { packed } from "./contiguous.ts";
import { mapBinary } from "./elementwise.ts";
import { recordFused } from "./fused.ts";
import { checkLinear, linear, matmul, rowsOf, shapedLike, weightGrad } from "./matmul.ts";
import { sum } from "./reduce.ts";
import { relu } from "./unary.ts";

/** So many numbers of the result are computed before they are looked at again. */
const blockNumbers = 2 ** 15;
const packedScratch = growingScratch("layers");

/**
 * max(x Wᵀ + bias, 0): x [..., in], weight [out, in], bias [out] → [..., out]
 * @throws ShapeError when the last axis of x is not `in`
 */
export function linearRelu(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const operands = bias ? [x, weight, bias] : [x, weight];
  const plain = (): Tensor => relu(linear(x, weight, bias));
  if (operands.some(({ dtype }) => dtype !== "float32")) return plain();
  checkLinear(x, weight, bias);
  const [outputs, inputs] = weight.shape as [number, number];
  const out = empty([...x.shape.slice(0, -1), outputs], "float32");
  if (out.numel() * inputs === 0) return plain();
  compute(packed(x), packed(weight), bias && packed(bias), out);

  const backward = (grad: Tensor): (Tensor | undefined)[] => {
    // ReLU's gradient is 1 where the result is positive, else 0.
    const g = mapBinary("reluGrad", rowsOf(grad, outputs), rowsOf(out.detach(), outputs));
    return [
      x.requiresGrad ? shapedLike(matmul(g, weight), x) : undefined,
      weight.requiresGrad ? weightGrad(g, rowsOf(x, inputs), weight) : undefined,
      bias?.requiresGrad ? sum(g, { dim: 0 }) : undefined,
    ];
  };
  return recordFused(out, "linearRelu", operands, [x, weight, out], backward, plain);
}

function compute(x: Tensor, weight: Tensor, bias: Tensor | undefined, out: Tensor): void {
  const [outputs, inputs] = weight.shape as [number, number];
  const rows = out.numel() / outputs;
  const block = Math.max(16, Math.floor(blockNumbers / outputs / 16) * 16);
  const [xRow, outRow] = [inputs * 4, outputs * 4];
  const run = (): void => {
    const [from, b, to] = [x.pointer, bias?.pointer ?? 0, out.pointer];
    const w = packedScratch(packedBytes(outputs, inputs));
    packMatrix(weight.pointer, xRow, true, outputs, inputs, w);
    const tasks = tasksFor(rows * outputs * inputs, Math.ceil(rows / block));
    share(tasks, (task, kit) => {
      const [first, end] = part(rows, task, tasks, block);
      for (let row = first; row < end; row += block) {
        const count = Math.min(block, end - row);
        const at = to + row * outRow;
        kit.gemmPacked(from + row * xRow, xRow, false, w, at, outRow, count, outputs, inputs, b, 0, 4);
        kit.relu(at, at, count * outputs);
      }
    });
  };
  work(() => holding([x, weight, bias], run));
}
