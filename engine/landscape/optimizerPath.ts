// The way an optimizer takes down a landscape, step by step, from one start or from many at once.
import { ArgumentError, ShapeError } from "../errors.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import { sum } from "../ops/reduce.ts";
import { tensor } from "../ops/create.ts";
import { backward } from "../autograd/backward.ts";
import { needArray } from "../tensor/given.ts";
import type { NestedArray, Tensor } from "../tensor/tensor.ts";

/** Positions with the losses there; the start is the first, so there is one more than steps. */
export interface OptimizerPath {
  readonly points: number[][];
  readonly losses: number[];
}

/** Makes the optimizer that is to walk: `(parameters) => new optim.Adam(parameters, { lr: 0.1 })`. */
export type OptimizerFactory = (parameters: readonly Tensor[]) => Optimizer<{ lr: number }>;

export interface PathOptions {
  /** Makes a schedule for the optimizer; its `step()` is called after each step. */
  readonly schedule?: (optimizer: Optimizer<{ lr: number }>) => { step(): void };
}

/**
 * Walks `steps` steps from `start`, in float64.
 * @param loss of a point [D]: a tensor with one number
 * @example landscape.optimizerPath((p) => new optim.SGD(p, { lr: 0.4 }), landscape.valley, [-5, -2], 20)
 * @throws ArgumentError, ShapeError
 */
export function optimizerPath(
  make: OptimizerFactory,
  loss: (point: Tensor) => Tensor,
  start: readonly number[],
  steps: number,
  options: PathOptions = {},
): OptimizerPath {
  const points: number[][] = [];
  const losses: number[] = [];
  needArray(start, "optimizerPath()", "start");
  walk(make, loss, [...start], steps, options, (position, values) => {
    if (values.length !== 1) throw notOneEach([start.length], values.length, 1);
    points.push(Array.from(position));
    losses.push(values[0]!);
  });
  return { points, losses };
}

/**
 * Walks from many starts at once: one optimizer steps them all, and each goes as if it were alone, since optimizers treat
 * every number by itself.
 * @param loss of points [N, D]: N losses, each of its own point only
 * @throws ArgumentError, ShapeError
 */
export function optimizerPaths(
  make: OptimizerFactory,
  loss: (points: Tensor) => Tensor,
  starts: readonly (readonly number[])[],
  steps: number,
  options: PathOptions = {},
): OptimizerPath[] {
  needArray(starts, "optimizerPaths()", "starts");
  for (const start of starts) needArray(start, "optimizerPaths()", "start");
  const paths = starts.map((): OptimizerPath => ({ points: [], losses: [] }));
  const size = starts[0]?.length ?? 0;
  walk(
    make,
    loss,
    starts.map((start) => [...start]),
    steps,
    options,
    (positions, values) => {
      if (values.length !== starts.length) throw notOneEach([starts.length, size], values.length, starts.length);
      paths.forEach(({ points, losses }, i) => {
        points.push(Array.from(positions.subarray(i * size, (i + 1) * size)));
        losses.push(values[i]!);
      });
    },
  );
  return paths;
}

function walk(
  make: OptimizerFactory,
  loss: (position: Tensor) => Tensor,
  start: NestedArray,
  steps: number,
  { schedule }: PathOptions,
  visit: (position: Tensor["data"], losses: Tensor["data"]) => void,
): void {
  if (!(Number.isInteger(steps) && steps >= 0)) throw new ArgumentError(`steps is a whole number, not ${steps}.`);
  const position = tensor(start, { dtype: "float64", requiresGrad: true });
  if (position.numel() === 0) throw new ArgumentError("A path needs a start with one coordinate or more.");
  const optimizer = make([position]);
  const scheduler = schedule?.(optimizer);
  for (let t = 0; t <= steps; t += 1) {
    const losses = loss(position);
    visit(position.data, losses.data);
    if (t === steps) break;
    position.grad = undefined;
    backward(sum(losses));
    optimizer.step();
    scheduler?.step();
  }
}

function notOneEach(shape: readonly number[], given: number, wanted: number): ShapeError {
  return new ShapeError({
    problem: `The loss must give ${wanted === 1 ? "one number" : `${wanted} numbers, one a point`}; it gave ${given}.`,
    operands: [{ role: "position", shape }],
  });
}
