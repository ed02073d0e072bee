// Where the rows of a map start: on their first principal components, at random, or where the user says.
import { ArgumentError, ShapeError } from "../errors.ts";
import { matrixOf } from "../linalg/operands.ts";
import { Generator } from "../tensor/generator.ts";
import { Tensor } from "../tensor/tensor.ts";
import { PCA } from "./pca.ts";

export interface StartOptions {
  readonly init: "pca" | "random" | Tensor;
  readonly nComponents: number;
  readonly seed: number;
}

/** Places [rows, nComponents] in row-major order: the user's as they are, others with a spread of 1. */
export function startPlaces(x: Tensor, { init, nComponents, seed }: StartOptions, what: string): Float64Array {
  const [rows, columns] = [x.shape[0]!, x.shape[1]!];
  if (init instanceof Tensor) {
    if (init.shape[0] === rows && init.shape[1] === nComponents && init.ndim === 2) return matrixOf(init, what).data;
    throw new ShapeError({
      problem: `${what}: init needs a place for every row, [${rows}, ${nComponents}].`,
      operands: [{ role: "init", name: init.name, shape: init.shape }],
    });
  }
  if (init !== "pca" && init !== "random") {
    throw new ArgumentError(`${what}: init is "pca", "random" or a tensor, not ${String(init)}.`);
  }
  if (init === "pca" && nComponents <= Math.min(rows, columns)) {
    const places = Float64Array.from(new PCA(nComponents, { seed }).fitTransform(x).data);
    let squares = 0;
    for (let at = 0; at < places.length; at += nComponents) squares += places[at]! ** 2;
    const spread = Math.sqrt(squares / rows);
    if (spread > 0) return places.map((place) => place / spread);
  }
  const generator = new Generator(seed);
  return Float64Array.from({ length: rows * nComponents }, () => generator.normal());
}
