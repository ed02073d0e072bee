// Several tensors as one, for the compiler. The run-time twins are `cat` and `stack` in ops/join.ts.
import type { Plus } from "./arithmetic.ts";
import type { AxisOf, Resized, Inserted } from "./axes.ts";
import type { AnyShape, AnySize, Show } from "./gradual.ts";

/** The shapes joined along an axis they have, or the sentence that says which two do not fit. */
export type Joined<Shapes, Dim> = Shapes extends readonly [infer First, ...infer Rest]
  ? JoinedRest<First, Rest, Dim>
  : Shapes extends readonly (infer Each)[]
    ? Resized<"cat", Each, Dim, AnySize>
    : AnyShape;

type JoinedRest<S, Rest, Dim> = number[] extends S
  ? AnyShape
  : Rest extends readonly [infer Next, ...infer More]
    ? JoinedTwo<S, Next, Dim> extends infer Outcome
      ? number[] extends Outcome
        ? AnyShape
        : Outcome extends string
          ? Outcome
          : JoinedRest<Outcome, More, Dim>
      : never
    : S;

type JoinedTwo<A, B, Dim> = number[] extends B
  ? AnyShape
  : A extends readonly unknown[]
    ? B extends readonly unknown[]
      ? A["length"] extends B["length"]
        ? number extends AxisOf<A, Dim>
          ? AnyShape
          : AxisOf<A, Dim> extends "none"
            ? `cat: there is no axis ${Dim & number} in ${Show<A>}`
            : Checked<"cat", A, B, AllButOne<A, B, AxisOf<A, Dim>>>
        : `cat: ${Show<A>} and ${Show<B>} have different numbers of axes`
      : AnyShape
    : AnyShape;

type AllButOne<A extends readonly unknown[], B extends readonly unknown[], Axis> = {
  -readonly [I in keyof A]: I extends `${Axis & number}` ? Plus<A[I], B[I & keyof B]> : Agreed<A[I], B[I & keyof B]>;
};

/** The shapes, all alike, with a new axis. */
export type Stacked<Shapes, Dim> = Shapes extends readonly [infer First, ...infer Rest]
  ? StackedRest<First, Rest> extends infer S
    ? number[] extends S
      ? AnyShape
      : S extends readonly unknown[]
        ? NewAxis<S, Dim, Shapes["length"]>
        : S
    : never
  : Shapes extends readonly (infer Each)[]
    ? number[] extends Each
      ? AnyShape
      : Each extends readonly unknown[]
        ? NewAxis<Each, Dim, AnySize>
        : AnyShape
    : AnyShape;

type NewAxis<S extends readonly unknown[], Dim, N> =
  number extends AxisOf<[...S, 1], Dim>
    ? AnyShape
    : AxisOf<[...S, 1], Dim> extends "none"
      ? `stack: there is no place ${Dim & number} for a new axis in ${Show<S>}`
      : Inserted<S, AxisOf<[...S, 1], Dim>, N>;

type StackedRest<S, Rest> = number[] extends S
  ? AnyShape
  : Rest extends readonly [infer Next, ...infer More]
    ? number[] extends Next
      ? AnyShape
      : S extends readonly unknown[]
        ? Next extends readonly unknown[]
          ? S["length"] extends Next["length"]
            ? Checked<
                "stack",
                S,
                Next,
                { -readonly [I in keyof S]: Agreed<S[I], Next[I & keyof Next]> }
              > extends infer Outcome
              ? Outcome extends string
                ? Outcome
                : StackedRest<Outcome, More>
              : never
            : `stack: ${Show<S>} and ${Show<Next>} differ, and must be equal`
          : AnyShape
        : AnyShape
    : S;

type Agreed<M, N> = number extends M ? N : number extends N ? M : M extends N ? M : "differ";

type Checked<What extends string, A, B, Outcome> =
  Differs<Outcome> extends true
    ? `${What}: ${Show<A>} and ${Show<B>} differ${What extends "cat" ? " on an axis they are not joined along" : ", and must be equal"}`
    : Outcome;

type Differs<S> = S extends readonly [infer N, ...infer Rest]
  ? number extends N
    ? Differs<Rest>
    : N extends "differ"
      ? true
      : Differs<Rest>
  : false;
