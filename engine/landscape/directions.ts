// Directions to look along from a model's parameters: random ones that are fair to layers of any scale (Li et al. 2018,
// "Visualizing the Loss Landscape of Neural Nets"), and the two in which a training run moved most.
import { noGrad } from "../autograd/mode.ts";
import { ArgumentError, ShapeError } from "../errors.ts";
import { matrix } from "../linalg/matrix.ts";
import { jacobiSvd } from "../linalg/svd.ts";
import { parametersToVector } from "../nn/parameterVectors.ts";
import { filled } from "../ops/create.ts";
import { defaultGenerator, type Generator } from "../tensor/generator.ts";
import { itemsOf, needTensor, needTensors } from "../tensor/given.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";

export interface RandomDirectionOptions {
  /**
   * "filter" (default): each row of a weight is as long as the parameters' own row; "layer": each parameter as a whole;
   * "none": standard normal.
   */
  readonly normalize?: "filter" | "layer" | "none";
  /** Whether parameters with one axis, biases and scales, move too. Default false, as in the paper. */
  readonly biases?: boolean;
  readonly generator?: Generator;
}

/** A random direction [N] in parameter space. @throws ArgumentError */
export function randomDirection(parameters: Iterable<Tensor>, options: RandomDirectionOptions = {}): Tensor {
  const { normalize = "filter", biases = false, generator = defaultGenerator } = options;
  if (!["filter", "layer", "none"].includes(normalize)) {
    throw new ArgumentError(`normalize is "filter", "layer" or "none", not "${String(normalize)}".`);
  }
  const parts = needTensors([...itemsOf(parameters, "randomDirection() takes parameters")], "randomDirection").map(
    (parameter) => {
      const part = filled(parameter.shape, () => generator.normal(), { dtype: parameter.dtype });
      if (parameter.ndim < 2 && !biases) part.data.fill(0);
      const rows = normalize === "filter" && parameter.ndim > 1 ? parameter.shape[0]! : 1;
      if (normalize !== "none") matchLengths(part.data, parameter.data, rows);
      return part;
    },
  );
  return parametersToVector(parts);
}

export interface PathDirections {
  /** Where the path ends [N]. */
  readonly origin: Tensor;
  /** Orthonormal, [N] each. */
  readonly directions: readonly [first: Tensor, second: Tensor];
  /** Shares of the path's variation that each direction explains. */
  readonly explained: readonly [number, number];
}

/**
 * The plane in which a path through parameter space lies best: principal components of its points as seen from the last
 * one (Li et al. 2018, §7).
 * @param positions vectors [N] recorded while training with `nn.utils.parametersToVector`, the last one the end
 * @throws ArgumentError for fewer than 3 positions, ShapeError
 */
export function pathDirections(positions: readonly Tensor[]): PathDirections {
  needTensors(positions, "pathDirections", "positions");
  const origin = positions.at(-1);
  if (!origin || positions.length < 3) {
    throw new ArgumentError(`pathDirections needs 3 positions or more, not ${positions.length}.`);
  }
  for (const [i, position] of positions.entries()) checkPosition(position, origin, i);
  const n = origin.numel();
  const offsets = matrix(positions.length - 1, n);
  for (let t = 0; t < offsets.rows; t += 1) offsets.data.set(differenceOf(positions[t]!, origin), t * n);
  const { s, vt } = jacobiSvd(offsets);
  const total = s.reduce((sum, value) => sum + value * value, 0);
  const component = (k: number): Tensor => filled([n], (i) => vt.data[k * n + i]!, { dtype: origin.dtype });
  const share = (k: number): number => (total > 0 ? (s[k] ?? 0) ** 2 / total : 0);
  if (vt.rows < 2) throw new ArgumentError("pathDirections needs positions with 2 numbers or more.");
  return { origin: copyOf(origin), directions: [component(0), component(1)], explained: [share(0), share(1)] };
}

/**
 * Coordinates (a, b) of positions in the plane origin + a · first + b · second, the nearest point for those outside it:
 * what `plane` needs a path in to draw it on top.
 */
export function project(
  positions: readonly Tensor[],
  origin: Tensor,
  directions: readonly [first: Tensor, second: Tensor],
): [x: number, y: number][] {
  needTensors(positions, "project", "positions");
  needTensor(origin, "project", "origin");
  needTensors(directions, "project", "directions");
  const [first, second] = directions;
  // Directions need not be orthogonal: solve the 2 × 2 normal equations.
  const [p, q] = [first.data, second.data];
  const [pp, pq, qq] = [dot(p, p), dot(p, q), dot(q, q)];
  const determinant = pp * qq - pq * pq;
  if (!(determinant > 1e-12 * pp * qq)) throw new ArgumentError("project needs two directions that span a plane.");
  return positions.map((position, i) => {
    checkPosition(position, origin, i);
    const offset = differenceOf(position, origin);
    const [a, b] = [dot(offset, p), dot(offset, q)];
    return [(a * qq - b * pq) / determinant, (b * pp - a * pq) / determinant];
  });
}

/** Scales each row to the length of the other's. */
function matchLengths(rows: Tensor["data"], like: Tensor["data"], count: number): void {
  const columns = rows.length / count;
  for (let r = 0; r < count; r += 1) {
    const row = rows.subarray(r * columns, (r + 1) * columns);
    const own = like.subarray(r * columns, (r + 1) * columns);
    const length = Math.sqrt(dot(row, row));
    const factor = length > 0 ? Math.sqrt(dot(own, own)) / length : 0;
    for (let i = 0; i < columns; i += 1) row[i]! *= factor;
  }
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i += 1) total += a[i]! * b[i]!;
  return total;
}

function differenceOf(a: Tensor, b: Tensor): Float64Array {
  const [left, right] = [a.data, b.data];
  return Float64Array.from(left, (value, i) => value - right[i]!);
}

const copyOf = (x: Tensor): Tensor =>
  noGrad(() => {
    const out = empty(x.shape, x.dtype);
    out.data.set(x.data);
    return out;
  });

function checkPosition(position: Tensor, origin: Tensor, i: number): void {
  if (position.ndim === 1 && position.numel() === origin.numel()) return;
  throw new ShapeError({
    problem: `A position is one vector of ${origin.numel()} numbers, as the last one.`,
    operands: [{ role: `position ${i}`, name: position.name, shape: position.shape }],
    attempt: "nn.utils.parametersToVector(model.parameters()).detach() after each step",
  });
}
