// Reverse-mode differentiation (Linnainmaa 1970; Rumelhart, Hinton & Williams 1986): from a result back to the leaves,
// each operation once, after everything that used its result.
import { GradientError, ShapeError } from "../errors.ts";
import { reclaim } from "../memory/arena.ts";
import { capturing } from "../memory/capture.ts";
import { needTensors } from "../tensor/given.ts";
import type { DType } from "../tensor/dtype.ts";
import { sameShape } from "../tensor/shape.ts";
import { giveGrad, gradOf, type Tensor } from "../tensor/tensor.ts";
import { captureGrad } from "./capturedGrad.ts";
import { Gradients, type RowsProduct } from "./gradients.ts";
import { withGrad, withGraphKept } from "./mode.ts";
import { passedOn } from "./passing.ts";

export interface BackwardOptions {
  /** ∂L/∂this for a tensor with more than one element; 1 for a single number. */
  readonly gradient?: Tensor;
  /** Keeps what a second backward pass needs. Default: the value of `createGraph`. */
  readonly retainGraph?: boolean;
  /** Remembers the backward pass too, for gradients of gradients. */
  readonly createGraph?: boolean;
}

/** What the operations the engine is built from must offer here; `ops/` installs it. */
export interface GradArithmetic {
  add(a: Tensor, b: Tensor): Tensor;
  /** sum ← sum + part, for two tensors of the same shape; false if they do not lie so that it can be done. */
  accumulate(sum: Tensor, part: Tensor): boolean;
  /** sum ← sum + Σ gᵀ x */
  addProducts(sum: Tensor, products: readonly RowsProduct[]): void;
  onesLike(tensor: Tensor): Tensor;
  /** The numbers in another dtype. */
  to(x: Tensor, dtype: DType): Tensor;
}

let arithmetic: GradArithmetic;

export function installArithmetic(installed: GradArithmetic): void {
  arithmetic = installed;
}

/** Adds to `.grad` of every leaf that requires a gradient. */
export function backward(root: Tensor, options: BackwardOptions = {}): void {
  propagate([root], [options.gradient], options, {
    visit: (leaf, received, alone) => {
      if (capturing()) return captureGrad(leaf, received, alone, arithmetic);
      const before = gradOf(leaf);
      if (before) leaf.grad = arithmetic.add(before, received);
      else giveGrad(leaf, received, alone);
    },
  });
  if (!capturing()) reclaim();
}

export interface GradOptions extends Omit<BackwardOptions, "gradient"> {
  readonly gradOutputs?: readonly (Tensor | undefined)[];
  /** Gives undefined for inputs that the outputs do not depend on, instead of an error. */
  readonly allowUnused?: boolean;
}

/**
 * ∂outputs/∂inputs without touching any `.grad`, like torch.autograd.grad.
 * @throws GradientError for an input that the outputs do not depend on
 */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  options: GradOptions = {},
): Tensor[] {
  const roots = needTensors(Array.isArray(outputs) ? outputs : [outputs], "autograd.grad", "outputs");
  needTensors(inputs, "autograd.grad", "inputs");
  const found = new Map<Tensor, Tensor>();
  const wanted = new Set(inputs);
  propagate(roots, options.gradOutputs ?? [], options, {
    wanted,
    visit: (tensor, gradient) => void found.set(tensor, gradient),
  });
  return inputs.map((input, i) => {
    const gradient = found.get(input);
    if (!gradient && !options.allowUnused) {
      throw new GradientError({
        problem: `The outputs do not depend on input ${i}, or it does not require a gradient.`,
        operands: [{ role: `input ${i}`, name: input.name, shape: input.shape }],
        attempt: "requiresGrad_() on it before computing the outputs, or { allowUnused: true }",
      });
    }
    return gradient!;
  });
}

/**
 * How `out` depends on each operand while the others stay as they are, though one may have been computed from another, as
 * the state of a cell from its weights: gradients end at the operands. They are remembered, for gradients of gradients.
 */
export function partials(out: Tensor, operands: readonly Tensor[], gradient: Tensor): (Tensor | undefined)[] {
  const found = new Map<Tensor, Tensor>();
  const goal: Goal = { wanted: new Set(operands), ends: true, visit: (tensor, part) => void found.set(tensor, part) };
  propagate([out], [gradient], { createGraph: true }, goal);
  return operands.map((operand) => found.get(operand));
}

interface Goal {
  /** Whose gradients are sought; default all leaves. The graph beyond them is left alone. */
  readonly wanted?: ReadonlySet<Tensor>;
  /** Whether no gradient passes through one that is wanted to another. Default false. */
  readonly ends?: boolean;
  /** `alone`: nobody else holds the gradient's memory. */
  visit(tensor: Tensor, grad: Tensor, alone: boolean): void;
}

function propagate(
  roots: readonly Tensor[],
  seeds: readonly (Tensor | undefined)[],
  { createGraph = false, retainGraph = createGraph }: BackwardOptions,
  { wanted, ends = false, visit }: Goal,
): void {
  const order = fromRoots(roots);
  const leading = wanted && leadingTo(wanted, order);
  const grads = new Gradients(arithmetic, createGraph);
  roots.forEach((root, i) => grads.start(root, seedOf(root, seeds[i])));
  const wants = (input: Tensor): boolean => input.requiresGrad && (!leading || leading.has(input));
  const pass = (): void => {
    for (const tensor of order) {
      let gradient = grads.take(tensor);
      if (!gradient) continue;
      if (tensor.hooks)
        for (const hook of tensor.hooks) gradient = grads.shown(hook(grads.shown(gradient)) ?? gradient);
      const { node } = tensor;
      if (wanted ? wanted.has(tensor) : !node) {
        const alone = grads.alone(gradient);
        visit(tensor, grads.shown(gradient), alone);
      }
      if (ends && wanted?.has(tensor)) continue;
      if (node && (!leading || node.inputs.some((input) => leading.has(input)))) {
        const { inputs } = node;
        grads.pass(node, gradient, wants);
        if (!retainGraph) {
          node.free();
          const memory = passedOn(tensor, inputs);
          if (memory) grads.letGo(memory);
        }
      }
      grads.done(gradient);
    }
  };
  withGrad(createGraph, () => withGraphKept(retainGraph, pass));
}

/** Of tensors in order from the roots, those that are wanted or computed from such. */
function leadingTo(wanted: ReadonlySet<Tensor>, order: readonly Tensor[]): ReadonlySet<Tensor> {
  const leading = new Set<Tensor>();
  for (const tensor of order.toReversed()) {
    if (wanted.has(tensor) || tensor.node?.inputs.some((input) => leading.has(input))) leading.add(tensor);
  }
  return leading;
}

function seedOf(root: Tensor, seed: Tensor | undefined): Tensor {
  if (!root.requiresGrad) {
    throw new GradientError({
      problem: "backward() needs a result of tensors that require gradients.",
      operands: [{ role: "tensor", name: root.name, shape: root.shape }],
      attempt: "requiresGrad_() on the leaves (parameters of modules have it), and no noGrad around the computation",
    });
  }
  if (!seed) {
    if (root.numel() === 1) return arithmetic.onesLike(root);
    throw new GradientError({
      problem: "backward() starts from a single number; this tensor has more.",
      operands: [{ role: "tensor", name: root.name, shape: root.shape }],
      attempt: "mean() or sum() first, or backward({ gradient }) with a tensor of this shape",
    });
  }
  if (sameShape(seed.shape, root.shape)) return seed;
  throw new ShapeError({
    problem: "The gradient given to backward() must have the shape of the tensor.",
    operands: [
      { role: "tensor", shape: root.shape },
      { role: "gradient", shape: seed.shape },
    ],
  });
}

/** Every tensor that gradients flow to, each after all that were computed from it. Without recursion: graphs are deep. */
function fromRoots(roots: readonly Tensor[]): Tensor[] {
  const order: Tensor[] = [];
  const seen = new Set<Tensor>();
  /** From a root to where the walk is. */
  const way: Tensor[] = [];
  /** To be visited; undefined where all that the last of the way was computed from has been. */
  const stack: (Tensor | undefined)[] = [...roots];
  while (stack.length > 0) {
    const top = stack.pop();
    if (top === undefined) {
      order.push(way.pop()!);
      continue;
    }
    if (seen.has(top)) continue;
    seen.add(top);
    way.push(top);
    stack.push(undefined);
    if (top.node === undefined) continue;
    const { inputs } = top.node;
    for (let i = 0; i < inputs.length; i += 1) {
      const input = inputs[i]!;
      if (input.requiresGrad && !seen.has(input)) stack.push(input);
    }
  }
  return order.toReversed();
}
