// Shapes as the compiler knows them: [32, 10], [any, 10] where one size is known only when the program runs, `any` where
// nothing is. Unknown sizes fit everything, in both directions: a shape is checked as far as it is written down.
// This folder is types only; it is the one place where `any` is written, because `any` is TypeScript's gradual type.
import type { Shape } from "../shape.ts";

/** A shape of which nothing is known before the program runs. */
export type AnyShape = any;

/** A size that is known only when the program runs. */
export type AnySize = any;

/** A shape as it was written, `readonly [32, number]`, as the one of a tensor, `[32, any]`. */
export type Sizes<S> = number[] extends S ? AnyShape : { -readonly [Axis in keyof S]: Size<S[Axis]> };

/** One size as it was written: a single literal, else unknown. */
export type Size<N> = number extends N ? AnySize : IsUnion<N> extends true ? AnySize : N;

/** What `tensor.shape` is: numbers that may be read, literal where known. */
export type ShapeOf<S> = number[] extends S
  ? Shape
  : { readonly [Axis in keyof S]: number extends S[Axis] ? number : S[Axis] };

/**
 * A parameter that must fit. `Outcome` is the shape that comes out, or a sentence that says why none does: then the
 * parameter is that sentence, nothing can be passed, and the sentence is the type error. Else it is `Given`.
 */
export type Fits<Outcome, Given> = string extends Outcome ? Given : Outcome extends string ? NoInfer<Outcome> : Given;

/** The shape that comes out; unknown where a sentence says that none does, so that one mistake is one error. */
export type Known<Outcome> = Outcome extends Shape ? Outcome : AnyShape;

/** A shape in a sentence: "[32, ?, 10]". */
export type Show<S> = `[${Listed<S>}]`;

type Listed<S> = S extends readonly [infer N]
  ? ShowSize<N>
  : S extends readonly [infer N, ...infer Rest]
    ? `${ShowSize<N>}, ${Listed<Rest>}`
    : "";

/** A size in a sentence. */
export type ShowSize<N> = number extends N ? "?" : N extends number ? `${N}` : "?";

type IsUnion<N, Every = N> = N extends unknown ? ([Every] extends [N] ? false : true) : never;
