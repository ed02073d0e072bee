// Positions: attention sees a set, so where a word stands must be written into its vector.
import { ArgumentError, ShapeError } from "../errors.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { filled } from "../ops/create.ts";
import { cat } from "../ops/join.ts";
import { neg } from "../ops/unary.ts";
import { slice } from "../ops/views.ts";
import { needTensor } from "../tensor/given.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Size } from "../tensor/shapes/gradual.ts";
import type { Keeps } from "../tensor/shapes/layers.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { normal_ } from "./init.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { checkSizes } from "./sizes.ts";

/**
 * Sines and cosines of rising wavelengths (Vaswani et al. 2017, section 3.5): a table [length, width] with
 * (p, 2i) = sin(p / 10000^(2i / width)) and (p, 2i + 1) = cos of the same.
 */
export function sinusoidalPositions<const L extends number, const W extends number>(
  length: L,
  width: W,
): Tensor<[Size<L>, Size<W>]>;
export function sinusoidalPositions(length: number, width: number): Tensor {
  return sineTable(0, length, width);
}

function sineTable(start: number, length: number, width: number): Tensor {
  return filled([length, width], (at) => {
    const [p, column] = [start + Math.floor(at / width), at % width];
    const angle = p / 10_000 ** ((column - (column % 2)) / width);
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}

/** Adds sines and cosines: [..., length, width] → the same. Nothing is learned; any length works. */
export class SinusoidalPositions extends Module {
  declare readonly "~maps"?: Keeps;

  /** @param start the place of the first vector, for generating one by one */
  override forward<S extends Shape>(x: Tensor<S>, start?: number): Tensor<S>;
  override forward(x: Tensor, start = 0): Tensor {
    checkPlaces("SinusoidalPositions", x, start);
    const [length, width] = x.shape.slice(-2) as [number, number];
    return add(x, sineTable(start, length, width));
  }
}

/** Adds a learned vector for each place: [..., length, width] → the same. */
export class LearnedPositions extends Module {
  declare readonly "~maps"?: Keeps;
  /** [maxLength, width], starts normal with standard deviation 0.02 as GPT-2's */
  readonly weight: Parameter;

  constructor(maxLength: number, width: number) {
    super();
    checkSizes("LearnedPositions", { maxLength, width });
    this.weight = new Parameter(normal_(empty([maxLength, width], "float32"), 0, 0.02));
  }

  /** @param start the place of the first vector, for generating one by one */
  override forward<S extends Shape>(x: Tensor<S>, start?: number): Tensor<S>;
  override forward(x: Tensor, start = 0): Tensor {
    checkPlaces("LearnedPositions", x, start);
    const [length, width] = x.shape.slice(-2) as [number, number];
    const [most, own] = this.weight.shape as [number, number];
    if (width !== own || start + length > most) {
      throw new ShapeError({
        problem: `LearnedPositions knows ${most} places of width ${own}.`,
        operands: [{ role: "input", name: x.name, shape: x.shape, note: start > 0 ? `from place ${start} on` : "" }],
      });
    }
    return add(x, slice(this.weight, 0, start, start + length));
  }
}

/**
 * Rotary positions (Su et al. 2021): turns pairs (i, i + width / 2) of each query or key by an angle that grows with its
 * place, so that products depend on distances only. [..., length, width] → the same
 */
export function rotary<S extends Shape>(
  x: Tensor<S>,
  options?: { readonly start?: number; readonly base?: number },
): Tensor<S>;
export function rotary(
  x: Tensor,
  { start = 0, base = 10_000 }: { readonly start?: number; readonly base?: number } = {},
): Tensor {
  needTensor(x, "rotary");
  checkPlaces("rotary", x, start);
  const [length, width] = x.shape.slice(-2) as [number, number];
  if (width % 2 !== 0) throw new ArgumentError(`rotary needs an even width, not ${width}.`);
  const half = width / 2;
  const angle = (at: number) => (start + Math.floor(at / width)) / base ** ((2 * ((at % width) % half)) / width);
  const cosines = filled([length, width], (at) => Math.cos(angle(at)), { dtype: x.dtype });
  const sines = filled([length, width], (at) => Math.sin(angle(at)), { dtype: x.dtype });
  const turned = cat([neg(slice(x, -1, half, width)), slice(x, -1, 0, half)], -1);
  return add(mul(x, cosines), mul(turned, sines));
}

function checkPlaces(what: string, x: Tensor, start: number): void {
  if (!(Number.isSafeInteger(start) && start >= 0)) {
    throw new ArgumentError(`${what}: start is a whole number from 0, not ${start}.`);
  }
  if (x.ndim >= 2) return;
  throw new ShapeError({
    problem: `${what} needs vectors in a row, [..., length, width].`,
    operands: [{ role: "input", name: x.name, shape: x.shape }],
    attempt: "unsqueeze(0) for a single vector",
  });
}
