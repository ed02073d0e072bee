// One assertion for both judges: the compiler must know exactly this shape, and the tensor must have it.
import { expect } from "vitest";
import type { Shape, Tensor } from "../../../engine/index.ts";
import type { Sizes } from "../../../engine/tensor/shapes/gradual.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Sizes of type `number` stand for what the compiler must not know, a shape of type `Shape` for a shape it must not know. */
export function expectShape<S extends Shape, const E extends Shape>(
  tensor: Tensor<S>,
  shape: Same<Sizes<E>, S> extends true ? E : { readonly expected: Sizes<E>; readonly known: S },
): void {
  expect([...tensor.shape]).toEqual([...(shape as E)]);
}
