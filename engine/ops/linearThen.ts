// A layer's map and the activation after it as one operation, both ways: rows pass through the activation while they are
// still in the processor's cache, and on the way back through its derivative just before the product that needs them. Kept is
// the result where the derivative follows from it (ReLU, tanh, σ), else the derivative, which the way there computes along
// with the function. float32 on machines with vectors only; else the two operations that this is by definition.
import { gradEnabled } from "../autograd/mode.ts";
import { packedBytes, packMatrix } from "../kernels/gemm.ts";
import { stripRows } from "../kernels/gemmTiles.ts";
import type { BinaryName, UnaryName } from "../kernels/maps.ts";
import { type Kit, part, share, tasksFor } from "../kernels/sharing.ts";
import type { SlopedName } from "../kernels/slopes.ts";
import { work } from "../memory/capture.ts";
import { holding } from "../memory/holding.ts";
import { growingScratch } from "../memory/scratch.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { features } from "../wasm/features.ts";
import { biasGrad } from "./biasGrad.ts";
import { packed } from "./contiguous.ts";
import { recordFused } from "./fused.ts";
import { checkLinear, linear, rowsOf, weightGrad } from "./linear.ts";
import { gelu, geluTanh, relu, sigmoid, silu, tanh } from "./unary.ts";

/** Activations that can be part of a layer's operation: the function, and what turns what was kept into the gradient. */
const activations = {
  relu: { plain: relu, back: "reluGrad" },
  tanh: { plain: tanh, back: "tanhGrad" },
  sigmoid: { plain: sigmoid, back: "sigmoidGrad" },
  silu: { plain: silu, back: "mul" },
  gelu: { plain: gelu, back: "mul" },
  geluTanh: { plain: geluTanh, back: "mul" },
} as const satisfies Partial<Record<UnaryName, { plain: (x: Tensor) => Tensor; back: BinaryName }>>;

export type LayerActivation = keyof typeof activations;

const isSloped = (name: LayerActivation): name is SlopedName => activations[name].back === "mul";

/** So many numbers of the result are computed before they are looked at again. */
const blockNumbers = 2 ** 15;
const packedScratch = growingScratch("layers");

/**
 * activation(x Wᵀ + bias): x [..., in], weight [out, in], bias [out] → [..., out]
 * @throws ShapeError when the last axis of x is not `in`
 */
export function linearThen(activation: LayerActivation, x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const operands = bias ? [x, weight, bias] : [x, weight];
  const { plain: activate, back } = activations[activation];
  const plain = (): Tensor => activate(linear(x, weight, bias));
  if (!features().simd || operands.some(({ dtype }) => dtype !== "float32")) return plain();
  checkLinear(x, weight, bias);
  const [outputs, inputs] = weight.shape as [number, number];
  const out = empty([...x.shape.slice(0, -1), outputs], "float32");
  if (out.numel() * inputs === 0) return plain();
  const wanted = gradEnabled() && operands.some(({ requiresGrad }) => requiresGrad);
  const slopes = wanted && isSloped(activation) ? empty([out.numel() / outputs, outputs], "float32") : undefined;
  forward(activation, packed(x), packed(weight), bias && packed(bias), out, slopes);

  const backward = (grad: Tensor): (Tensor | undefined)[] => {
    const g = empty([out.numel() / outputs, outputs], "float32");
    const gradX = x.requiresGrad ? empty(x.shape, "float32") : undefined;
    pullBack(back, packed(grad), slopes ?? out, packed(weight), g, gradX);
    return [
      gradX,
      weight.requiresGrad ? weightGrad(g, rowsOf(x, inputs), weight) : undefined,
      bias?.requiresGrad ? biasGrad(g, bias) : undefined,
    ];
  };
  const saved = slopes ? [x, weight] : [x, weight, out];
  return recordFused(out, `linear+${activation}`, operands, saved, backward, plain, [slopes]);
}

/** out = f(x Wᵀ + bias), and f' there if `slopes` are wanted. All without gaps. */
function forward(
  activation: LayerActivation,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  out: Tensor,
  slopes: Tensor | undefined,
): void {
  const [outputs, inputs] = weight.shape as [number, number];
  const run = (): void => {
    const [b, to, slope] = [bias?.pointer ?? 0, out.pointer, slopes?.pointer ?? 0];
    const map = { from: x.pointer, inputs, weight: weight.pointer, transposed: true, to, outputs, bias: b };
    inBlocks(out.numel() / outputs, outputs, map, (kit, row, count, product) => {
      const at = to + row * outputs * 4;
      product();
      if (slopes && isSloped(activation)) kit.sloped[activation](at, at, slope + row * outputs * 4, count * outputs);
      else kit[activation](at, at, count * outputs);
    });
  };
  work(() => holding([x, weight, bias], run));
}

/** g = grad · f', from what was kept of f; gradX = g W. All without gaps. */
function pullBack(
  back: BinaryName,
  grad: Tensor,
  kept: Tensor,
  weight: Tensor,
  g: Tensor,
  gradX: Tensor | undefined,
): void {
  const [outputs, inputs] = weight.shape as [number, number];
  const run = (): void => {
    const [from, by, to] = [grad.pointer, kept.pointer, g.pointer];
    const w = weight.pointer;
    const map = gradX && {
      from: to,
      inputs: outputs,
      weight: w,
      transposed: false,
      to: gradX.pointer,
      outputs: inputs,
    };
    inBlocks(g.shape[0]!, outputs, map, (kit, row, count, product) => {
      const shift = row * outputs * 4;
      kit[back](from + shift, 0, by + shift, 0, to + shift, 1, count * outputs);
      product();
    });
  };
  work(() => holding([grad, kept, weight], run));
}

/** Addresses of a product of rows without gaps: to [rows, outputs] = from [rows, inputs] · weight (+ bias). */
interface RowsMap {
  readonly from: number;
  readonly inputs: number;
  readonly weight: number;
  /** The weight is stored [outputs, inputs]. */
  readonly transposed: boolean;
  readonly to: number;
  readonly outputs: number;
  readonly bias?: number;
}

/**
 * Visits blocks of rows of the layer's `width` outputs, on all threads where there is enough to do. `product` computes the map
 * for those rows. The weight is packed for all blocks together; if there is one only, by the product where it pays.
 */
function inBlocks(
  rows: number,
  width: number,
  map: RowsMap | undefined,
  visit: (kit: Kit, row: number, count: number, product: () => void) => void,
): void {
  const block = Math.max(stripRows, Math.floor(blockNumbers / width / stripRows) * stripRows);
  const blocks = Math.ceil(rows / block);
  if (!map) return share(1, (_, kit) => visit(kit, 0, rows, nothing));
  const { from, inputs, weight, transposed, to, outputs, bias = 0 } = map;
  const [xRow, wRow, outRow] = [inputs * 4, (transposed ? inputs : outputs) * 4, outputs * 4];
  const w = blocks > 1 ? packedScratch(packedBytes(outputs, inputs)) : 0;
  if (w !== 0) packMatrix(weight, wRow, transposed, outputs, inputs, w);
  const tasks = tasksFor(rows * outputs * inputs, blocks);
  share(tasks, (task, kit) => {
    const [first, end] = part(rows, task, tasks, block);
    for (let row = first; row < end; row += block) {
      const count = Math.min(block, end - row);
      visit(kit, row, count, () => {
        const [x, out] = [from + row * xRow, to + row * outRow];
        if (w !== 0) kit.gemmPacked(x, xRow, false, w, out, outRow, count, outputs, inputs, bias, 0, 4);
        else kit.gemm(x, xRow, false, weight, wRow, transposed, out, outRow, count, outputs, inputs, bias, 0, 4);
      });
    }
  });
}

const nothing = (): void => {};
