// Heights over a grid, as `figures.surface` draws them: of a function of two coordinates in one batch, or of a model's loss
// over the plane that two directions span. Knows nothing of drawing.
import { noGrad } from "../autograd/mode.ts";
import { ArgumentError, ShapeError } from "../errors.ts";
import { undoing } from "../memory/stopped.ts";
import { parametersToVector, vectorToParameters } from "../nn/parameterVectors.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { filled } from "../ops/create.ts";
import { slice } from "../ops/views.ts";
import { needFunction, needTensor } from "../tensor/given.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { PlaneFunction, Range } from "./testFunctions.ts";

/** Heights z[j][i] over the places (x[i], y[j]). */
export interface Surface {
  readonly x: number[];
  readonly y: number[];
  readonly z: number[][];
}

/** Heights y[i] at x[i]. */
export interface Profile {
  readonly x: number[];
  readonly y: number[];
}

export interface SurfaceOptions {
  /** Range of the first coordinate. Default the function's own (`f.x`), else -1 to 1. */
  readonly x?: Range;
  /** Range of the second coordinate. Default the function's own (`f.y`), else -1 to 1. */
  readonly y?: Range;
  /** Grid lines along each axis, both ends included. Default 51. */
  readonly steps?: number;
}

export interface ProfileOptions {
  /** From and to, in lengths of the direction. Default -1 to 1. */
  readonly range?: Range;
  /** Places, both ends included. Default 51. */
  readonly steps?: number;
}

/** The loss of a model whose parameters are set: a number, or a tensor with one. */
export type LossAtParameters = () => Tensor | number;

/**
 * A function of points [N, 2] over a grid, in one call, in float64.
 * @example landscape.surface(landscape.himmelblau, { steps: 81 })
 * @throws ShapeError unless it gives one loss a point
 */
export function surface(f: PlaneFunction & Partial<Record<"x" | "y", Range>>, options: SurfaceOptions = {}): Surface {
  needFunction(f, "surface() takes a function of points [N, 2]");
  const { x: xRange = f.x, y: yRange = f.y, steps = 51 } = options;
  const [x, y] = [places(xRange, steps), places(yRange, steps)];
  const points = filled([steps * steps, 2], (k) => (k % 2 ? y[Math.floor(k / 2 / steps)]! : x[(k >> 1) % steps]!), {
    dtype: "float64",
  });
  const heights = evaluate(f, points);
  return { x, y, z: y.map((_, j) => heights.slice(j * steps, (j + 1) * steps)) };
}

/**
 * The losses of many points at once: points [N, D] → N numbers. `f` sees at most `batchSize` of them in a call.
 * @throws ShapeError unless it gives one loss a point
 */
export function evaluate(
  f: (points: Tensor) => Tensor,
  points: Tensor,
  { batchSize = 65_536 }: { readonly batchSize?: number } = {},
): number[] {
  needFunction(f, "evaluate() takes a function of points [N, D]");
  needTensor(points, "evaluate", "points");
  if (!(Number.isInteger(batchSize) && batchSize > 0)) {
    throw new ArgumentError(`evaluate: batchSize is a whole number from 1, not ${batchSize}.`);
  }
  const count = points.shape[0] ?? 0;
  const losses: number[] = [];
  for (let start = 0; start < count; start += batchSize) {
    const batch = slice(points, 0, start, start + batchSize);
    const given = noGrad(() => f(batch));
    if (given.ndim !== 1 || given.shape[0] !== batch.shape[0]) throw notOneEach(batch, given);
    for (const loss of given.data) losses.push(loss);
  }
  return losses;
}

/**
 * A model's loss along a line: at θ + a · direction for a from -1 to 1, with θ its parameters now. They are put back.
 * Between two trained models: `direction` = the other's vector minus this one's, `range` [0, 1] (Goodfellow et al. 2015).
 * @param direction [N], from `randomDirection`, or a difference of vectors
 * @throws ShapeError
 */
export function line(
  parameters: readonly Tensor[],
  loss: LossAtParameters,
  direction: Tensor,
  { range = [-1, 1], steps = 51 }: ProfileOptions = {},
): Profile {
  const x = places(range, steps);
  return { x, y: walk(parameters, loss, [direction], x, [0]) };
}

/**
 * A model's loss over a plane: at θ + a · first + b · second, with θ its parameters now. They are put back.
 * @param directions two vectors [N], from `randomDirection` (Li et al. 2018) or `pathDirections`
 * @throws ShapeError
 */
export function plane(
  parameters: readonly Tensor[],
  loss: LossAtParameters,
  directions: readonly [first: Tensor, second: Tensor],
  { x: xRange, y: yRange, steps = 51 }: SurfaceOptions = {},
): Surface {
  const [x, y] = [places(xRange, steps), places(yRange, steps)];
  const heights = walk(parameters, loss, directions, x, y);
  return { x, y, z: y.map((_, j) => heights.slice(j * steps, (j + 1) * steps)) };
}

/** Losses at all places of a grid, rows of y after each other. */
function walk(
  parameters: readonly Tensor[],
  loss: LossAtParameters,
  directions: readonly Tensor[],
  x: readonly number[],
  y: readonly number[],
): number[] {
  return noGrad(() => {
    const centre = parametersToVector(parameters);
    for (const [i, direction] of directions.entries()) checkDirection(direction, centre, i);
    const [first, second] = directions;
    const heights = (): number[] =>
      y.flatMap((b) => {
        const row = second ? add(centre, mul(second, b)) : centre;
        return x.map((a) => {
          vectorToParameters(add(row, mul(first!, a)), parameters);
          const height = loss();
          return height instanceof Tensor ? height.item() : height;
        });
      });
    return undoing(() => noGrad(() => vectorToParameters(centre, parameters)), heights);
  });
}

function places([from, to]: Range = [-1, 1], steps: number): number[] {
  if (!(Number.isInteger(steps) && steps >= 2))
    throw new ArgumentError(`steps is a whole number from 2, not ${steps}.`);
  if (!(Number.isFinite(from) && Number.isFinite(to) && from < to)) {
    throw new ArgumentError(`A range goes from a number to a larger one, not from ${from} to ${to}.`);
  }
  return Array.from({ length: steps }, (_, i) => from + ((to - from) * i) / (steps - 1));
}

function checkDirection(direction: Tensor, centre: Tensor, i: number): void {
  if (direction.ndim === 1 && direction.numel() === centre.numel()) return;
  throw new ShapeError({
    problem: `A direction is one vector of ${centre.numel()} numbers, as many as the parameters have.`,
    operands: [{ role: `direction ${i}`, name: direction.name, shape: direction.shape }],
    attempt: "landscape.randomDirection(model.parameters())",
  });
}

function notOneEach(points: Tensor, given: Tensor): ShapeError {
  return new ShapeError({
    problem: "The function must give one loss for each point.",
    operands: [
      { role: "points", shape: points.shape },
      { role: "losses", shape: given.shape },
    ],
    attempt: "sum over the last axis only: sum({ dim: -1 })",
  });
}
