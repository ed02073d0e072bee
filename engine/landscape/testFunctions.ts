// Landscapes of two coordinates that optimizers are compared on: each takes points [..., 2] and gives losses [...], so that
// one call evaluates a whole grid or many walkers at once. Collections: Surjanovic & Bingham, "Virtual Library of
// Simulation Experiments"; the narrow valley is that of Zhang et al., "Dive into Deep Learning", chapter 12.
import { ArgumentError, ShapeError } from "../errors.ts";
import { add, mul, sub } from "../ops/arithmetic.ts";
import { sum } from "../ops/reduce.ts";
import { cos, square } from "../ops/unary.ts";
import { select } from "../ops/views.ts";
import { needTensor } from "../tensor/given.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Losses [...] of points [..., 2]. */
export type PlaneFunction = (points: Tensor) => Tensor;

/** From and to along one axis. */
export type Range = readonly [from: number, to: number];

/** A landscape with its lowest points, and the part of the plane worth looking at. */
export interface TestFunction extends PlaneFunction {
  readonly minima: readonly (readonly [x: number, y: number])[];
  readonly x: Range;
  readonly y: Range;
}

/**
 * A bowl that is `condition` times steeper along y than along x: ½ c (x² + κ y²). Gradient descent converges for learning
 * rates below 2 / (c κ).
 * @param condition κ ≥ 1, the ratio of the largest curvature to the smallest
 * @param options curvature: c, along x. Default 1
 * @throws ArgumentError
 */
export function quadraticBowl(
  condition: number,
  { curvature = 1 }: { readonly curvature?: number } = {},
): TestFunction {
  if (!(condition >= 1)) throw new ArgumentError(`quadraticBowl needs a condition number from 1, not ${condition}.`);
  if (!(curvature > 0)) throw new ArgumentError(`quadraticBowl needs a curvature above 0, not ${curvature}.`);
  return onPlane((x, y) => mul(add(square(x), mul(square(y), condition)), curvature / 2), [[0, 0]], [-5, 5], [-3, 3]);
}

/** 0.1 x² + 2 y²: a long valley (condition number 20). */
export const valley: TestFunction = quadraticBowl(20, { curvature: 0.2 });

/** (1 - x)² + 100 (y - x²)²: a flat, bent valley (Rosenbrock 1960). */
export const rosenbrock: TestFunction = onPlane(
  (x, y) => add(square(sub(1, x)), mul(square(sub(y, square(x))), 100)),
  [[1, 1]],
  [-2, 2],
  [-1, 3],
);

/** (1.5 - x + xy)² + (2.25 - x + xy²)² + (2.625 - x + xy³)²: plains with steep walls (Beale 1958). */
export const beale: TestFunction = onPlane(
  (x, y) => {
    const wall = (height: number, power: Tensor): Tensor => square(add(mul(x, sub(power, 1)), height));
    const y2 = square(y);
    return add(add(wall(1.5, y), wall(2.25, y2)), wall(2.625, mul(y2, y)));
  },
  [[3, 0.5]],
  [-4.5, 4.5],
  [-4.5, 4.5],
);

/** (x² + y - 11)² + (x + y² - 7)²: four minima of equal depth (Himmelblau 1972). */
export const himmelblau: TestFunction = onPlane(
  (x, y) => add(square(sub(add(square(x), y), 11)), square(sub(add(x, square(y)), 7))),
  [
    [3, 2],
    [-2.805118086952745, 3.131312518250573],
    [-3.779310253377747, -3.283185991286169],
    [3.584428340330492, -1.848126526964404],
  ],
  [-5, 5],
  [-5, 5],
);

/** 20 + x² - 10 cos 2πx + y² - 10 cos 2πy: a local minimum near every pair of whole numbers (Rastrigin 1974). */
export const rastrigin: TestFunction = Object.assign(
  (points: Tensor): Tensor => {
    checkPoints(points);
    const each = sub(square(points), mul(cos(mul(points, 2 * Math.PI)), 10));
    return add(sum(each, { dim: -1 }), 20);
  },
  { minima: [[0, 0] as const], x: [-5.12, 5.12] as const, y: [-5.12, 5.12] as const },
);

function onPlane(
  height: (x: Tensor, y: Tensor) => Tensor,
  minima: TestFunction["minima"],
  x: Range,
  y: Range,
): TestFunction {
  const f = (points: Tensor): Tensor => {
    checkPoints(points);
    return height(select(points, -1, 0), select(points, -1, 1));
  };
  return Object.assign(f, { minima, x, y });
}

function checkPoints(points: Tensor): void {
  needTensor(points, "A test function", "points");
  if (points.shape.at(-1) === 2) return;
  throw new ShapeError({
    problem: "A test function needs points with two coordinates on the last axis.",
    operands: [{ role: "points", name: points.name, shape: points.shape }],
  });
}
