// What a recurrent layer gives back: outputs and last states, and on request what went on inside, step by step, to look at
// gates and at the gradients that reach them.
import { stack } from "../ops/join.ts";
import type { CellStep } from "../ops/recurrentSteps.ts";
import type { Shape } from "../tensor/shape.ts";
import type { AnyShape } from "../tensor/shapes/gradual.ts";
import type { Tensor } from "../tensor/tensor.ts";

export interface RunOptions {
  /** How many steps each sequence has; what follows is padding: not read, and 0 in the output. Default all steps. */
  readonly lengths?: Tensor | readonly number[] | undefined;
  /** Also gives the gates and states of every step. Slower: goes step by step. Default false. */
  readonly returnGates?: boolean | undefined;
}

/** What a layer gives back. D is 2 if bidirectional, else 1; without a batch the axis B is missing everywhere. */
export interface RecurrentOutput<
  S extends CellStep = CellStep,
  Output extends Shape = AnyShape,
  State extends Shape = AnyShape,
> {
  /** The last layer's states at all steps: [T, B, D · hiddenSize], or batch first if so chosen. */
  readonly output: Tensor<Output>;
  /** Last states of all layers and directions: [D · numLayers, B, hiddenSize], layer by layer. */
  readonly hn: Tensor<State>;
  /** With `returnGates` for each layer and direction: gates, and LSTM's c, by name: [T, B, hiddenSize]; else empty. */
  readonly gates: readonly Omit<S, "h">[];
  /**
   * With `returnGates` the same and h step by step, [B, hiddenSize] each, as parts of the graph that `output` comes from:
   * `autograd.grad(loss, steps[0].map(({ h }) => h))` gives the gradient that reaches each step. Else empty.
   */
  readonly steps: readonly (readonly S[])[];
}

/** Steps of one layer as one: each gate, and LSTM's c, stacked along time. */
export function overTime<S extends CellStep>(steps: readonly S[]): Omit<S, "h"> {
  const { h: _, ...first } = steps[0]!;
  return mapParts(first as Omit<S, "h">, (_part, name) => stack(steps.map((step) => step[name as keyof S] as Tensor)));
}

/** The same names, with each part changed. */
export function mapParts<P extends object>(parts: P, change: (part: unknown, name: string) => Tensor): P {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, change(part, name)])) as P;
}
