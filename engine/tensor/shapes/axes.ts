// Axes for the compiler: counted from either end, taken out, put in, exchanged. Run-time twins: ops/views.ts, ops/reduce.ts.
import type { AnyShape, AnySize, Known, Show } from "./gradual.ts";

/** An axis counted from the start; "none" where S has no such axis, unknown where `Dim` is. S is a tuple. */
export type AxisOf<S extends readonly unknown[], Dim> = number extends Dim
  ? AnySize
  : `${Dim & number}` extends `-${infer Back extends number}`
    ? LengthWithout<S, Back>
    : `${Dim & number}` extends keyof S
      ? Dim
      : "none";

/** How many axes are left when the last `Count` are taken away. */
type LengthWithout<
  S extends readonly unknown[],
  Count,
  Taken extends readonly unknown[] = [],
> = Taken["length"] extends Count
  ? S["length"]
  : S extends readonly [...infer Rest, unknown]
    ? LengthWithout<Rest, Count, [...Taken, unknown]>
    : "none";

/** The sentence for an axis that is not there. */
export type NoAxis<What extends string, S, Dim> = `${What}: there is no axis ${Dim & number} in ${Show<S>}`;

/** What comes of S and an axis of it: unknown, or a sentence, or what `Outcome` is. */
type OnAxis<What extends string, S, Dim, Axis, Outcome> = number extends Axis
  ? AnyShape
  : Axis extends "none"
    ? NoAxis<What, S, Dim>
    : Outcome;

/** S with another size at an axis. */
export type With<S extends readonly unknown[], Axis, N> = {
  -readonly [I in keyof S]: I extends `${Axis & number}` ? N : S[I];
};

/** S without an axis. */
type Without<S, Axis, Passed extends readonly unknown[] = []> = S extends readonly [infer N, ...infer Rest]
  ? Passed["length"] extends Axis
    ? [...Passed, ...Rest]
    : Without<Rest, Axis, [...Passed, N]>
  : Passed;

/** S with a size put in before an axis. */
export type Inserted<S, Axis, N, Passed extends readonly unknown[] = []> = Passed["length"] extends Axis
  ? S extends readonly unknown[]
    ? [...Passed, N, ...S]
    : never
  : S extends readonly [infer First, ...infer Rest]
    ? Inserted<Rest, Axis, N, [...Passed, First]>
    : [...Passed, N];

/** After one size was replaced. */
export type Resized<What extends string, S, Dim, N> = number[] extends S
  ? AnyShape
  : S extends readonly unknown[]
    ? OnAxis<What, S, Dim, AxisOf<S, Dim>, With<S, AxisOf<S, Dim>, N>>
    : AnyShape;

/** After an axis was taken out. */
export type Dropped<What extends string, S, Dim> = number[] extends S
  ? AnyShape
  : S extends readonly unknown[]
    ? OnAxis<What, S, Dim, AxisOf<S, Dim>, Without<S, AxisOf<S, Dim>>>
    : AnyShape;

/** After sums, means and extremes over `Dim`: an axis, several, or undefined for all. */
export type Reduced<What extends string, S, Dim, Keep> = number[] extends S
  ? AnyShape
  : boolean extends Keep
    ? AnyShape
    : S extends readonly unknown[]
      ? [Dim] extends [undefined]
        ? Keep extends true
          ? { -readonly [I in keyof S]: 1 }
          : []
        : Dim extends readonly unknown[]
          ? ReducedAll<What, S, S, Dim, Keep>
          : undefined extends Dim
            ? AnyShape
            : Keep extends true
              ? Resized<What, S, Dim, 1>
              : Dropped<What, S, Dim>
      : AnyShape;

type ReducedAll<What extends string, Whole, S extends readonly unknown[], Dims, Keep> = Dims extends readonly [
  infer Dim,
  ...infer Rest,
]
  ? Resized<What, S, Dim, Keep extends true ? 1 : "gone"> extends infer Next
    ? number[] extends Next
      ? AnyShape
      : Next extends readonly unknown[]
        ? ReducedAll<What, Whole, Next, Rest, Keep>
        : NoAxis<What, Whole, Dim>
    : never
  : Dims extends readonly []
    ? Remaining<S>
    : AnyShape;

type Remaining<S> = S extends readonly [infer N, ...infer Rest]
  ? number extends N
    ? [N, ...Remaining<Rest>]
    : N extends "gone"
      ? Remaining<Rest>
      : [N, ...Remaining<Rest>]
  : [];

/** After two axes were exchanged. */
export type Transposed<S, P, Q> = number[] extends S
  ? AnyShape
  : S extends readonly [unknown, unknown, ...unknown[]]
    ? OnAxis<
        "transpose",
        S,
        P,
        AxisOf<S, P>,
        OnAxis<"transpose", S, Q, AxisOf<S, Q>, Exchanged<S, AxisOf<S, P>, AxisOf<S, Q>>>
      >
    : `transpose: ${Show<S>} does not have two axes`;

type Exchanged<S extends readonly unknown[], P, Q> = {
  -readonly [I in keyof S]: I extends `${P & number}`
    ? S[Q & keyof S]
    : I extends `${Q & number}`
      ? S[P & keyof S]
      : S[I];
};

/** After the axes were put in the order `Dims`. */
export type Permuted<S, Dims> = number[] extends S
  ? AnyShape
  : number[] extends Dims
    ? AnyShape
    : Dims extends readonly unknown[]
      ? S extends readonly unknown[]
        ? Dims["length"] extends S["length"]
          ? Ordered<S, Dims>
          : `permute: ${Show<Dims>} does not name each of the ${S["length"]} axes of ${Show<S>} once`
        : AnyShape
      : AnyShape;

type Ordered<S extends readonly unknown[], Dims extends readonly unknown[]> = {
  -readonly [I in keyof Dims]: AxisOf<S, Dims[I]> extends infer Axis
    ? number extends Axis
      ? AnySize
      : S[Axis & keyof S]
    : never;
};

/** With an axis of size 1 put in. */
export type Unsqueezed<S, Dim> = number[] extends S
  ? AnyShape
  : S extends readonly unknown[]
    ? OnAxis<"unsqueeze", S, Dim, AxisOf<[...S, 1], Dim>, Inserted<S, AxisOf<[...S, 1], Dim>, 1>>
    : AnyShape;

/** Without one axis of size 1, or all of them when `Dim` is undefined. */
export type Squeezed<S, Dim> = number[] extends S
  ? AnyShape
  : S extends readonly unknown[]
    ? [Dim] extends [undefined]
      ? WithoutOnes<S>
      : OnAxis<"squeeze", S, Dim, AxisOf<S, Dim>, SqueezedSize<S, AxisOf<S, Dim>>>
    : AnyShape;

type SqueezedSize<S extends readonly unknown[], Axis> = number extends S[Axis & keyof S]
  ? AnyShape
  : S[Axis & keyof S] extends 1
    ? Without<S, Axis>
    : Known<S>;

/** An unknown size may be 1: then it is unknown how many axes are left. */
type WithoutOnes<S, Kept extends readonly unknown[] = []> = S extends readonly [infer N, ...infer Rest]
  ? number extends N
    ? AnyShape
    : WithoutOnes<Rest, N extends 1 ? Kept : [...Kept, N]>
  : Kept;
