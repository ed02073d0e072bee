// The shape of nested arrays as they are written: tensor([[1, 2], [3, 4]]) has [2, 2].
import type { AnyShape, AnySize, Show } from "./gradual.ts";

/** Numbers in nested arrays. Written like this, the compiler counts the elements without remembering each number. */
export type NestedNumbers = number | boolean | readonly NestedNumbers[] | [];

/**
 * The shape of nested arrays, or the sentence that says that rows differ. Not known where the depth is not; a type that
 * contains itself ends at eight.
 */
export type NestedShape<Data, Depth extends readonly unknown[] = []> = Depth["length"] extends 8
  ? AnyShape
  : 0 extends 1 & Data
    ? AnyShape
    : [Data] extends [number | boolean]
      ? []
      : [Data] extends [readonly unknown[]]
        ? Data extends readonly []
          ? [0]
          : Data extends readonly [infer First, ...infer Rest]
            ? Under<Data["length"], NestedShape<First, [...Depth, 0]>, Rest>
            : Under<AnySize, NestedShape<Data[number], [...Depth, 0]>, []>
        : AnyShape;

/** `Count` parts of the shape `Part`, if all the rest have it too. */
type Under<Count, Part, Rest> = number[] extends Part
  ? AnyShape
  : Part extends readonly unknown[]
    ? OddOne<Part, Rest> extends infer Odd
      ? [Odd] extends [never]
        ? [Count, ...Part]
        : `tensor: rows differ in shape: ${Show<Part>} and ${Show<Odd>}`
      : never
    : Part;

/** The shapes among `Rest` that are not `Part`; never when all are. */
type OddOne<Part, Rest> = Rest extends readonly (infer Row)[]
  ? Row extends unknown
    ? NestedShape<Row> extends infer Shape
      ? number[] extends Shape
        ? never
        : Shape extends Part
          ? never
          : Shape
      : never
    : never
  : never;
