// The same numbers in another shape, for the compiler, as far as the sizes are written down. Run-time twins: ops/views.ts.
import type { Count } from "./arithmetic.ts";
import type { Broadcast } from "./broadcast.ts";
import type { AnyShape, AnySize, Show, ShowSize, Sizes } from "./gradual.ts";

/** S laid out as T, in which one -1 is worked out; or the sentence that says that the counts differ. */
export type Reshaped<S, T> = number[] extends T
  ? AnyShape
  : T extends readonly unknown[]
    ? Holds<T, -1> extends true
      ? WithInferred<T, number[] extends S ? AnySize : Quotient<S, Others<T>>>
      : number[] extends S
        ? Sizes<T>
        : SameCount<S, T, Count<S>, Count<T>>
    : AnyShape;

type SameCount<S, T, M, N> = number extends M
  ? Sizes<T>
  : number extends N
    ? Sizes<T>
    : M extends N
      ? Sizes<T>
      : `reshape: ${Show<S>} holds ${ShowSize<M>} numbers, and ${Show<T>} ${ShowSize<N>}`;

/** The size that -1 stands for: what is left of S after the other sizes have cancelled, unknown where they do not. */
type Quotient<S, Other> = Other extends readonly [infer N, ...infer Rest]
  ? Cancelled<S, N> extends infer Left
    ? Left extends readonly unknown[]
      ? Quotient<Left, Rest>
      : AnySize
    : never
  : Count<S>;

/** S without one size that is N; "none" where it has none. */
type Cancelled<S, N, Passed extends readonly unknown[] = []> = S extends readonly [infer First, ...infer Rest]
  ? number extends First | N
    ? "none"
    : First extends N
      ? [...Passed, ...Rest]
      : Cancelled<Rest, N, [...Passed, First]>
  : N extends 1
    ? Passed
    : "none";

type Others<T> = T extends readonly [infer N, ...infer Rest]
  ? number extends N
    ? [N, ...Others<Rest>]
    : N extends -1
      ? Others<Rest>
      : [N, ...Others<Rest>]
  : [];

type WithInferred<T extends readonly unknown[], N> = {
  -readonly [I in keyof T]: number extends T[I] ? AnySize : T[I] extends -1 ? N : T[I];
};

type Holds<T, N> = T extends readonly [infer First, ...infer Rest]
  ? number extends First
    ? Holds<Rest, N>
    : First extends N
      ? true
      : Holds<Rest, N>
  : false;

/** The axes from `Start` to the last as one. */
export type Flattened<S, Start, End> = number[] extends S
  ? AnyShape
  : S extends readonly []
    ? [1]
    : End extends -1
      ? FromAxis<S, Start>
      : AnyShape;

type FromAxis<S, Start, Passed extends readonly unknown[] = []> = number extends Start
  ? AnyShape
  : Passed["length"] extends Start
    ? [...Passed, Count<S>]
    : S extends readonly [infer N, ...infer Rest]
      ? FromAxis<Rest, Start, [...Passed, N]>
      : AnyShape;

/** S stretched to T, in which -1 keeps a size. */
export type Expanded<S, T> = number[] extends T
  ? AnyShape
  : T extends readonly unknown[]
    ? Holds<T, -1> extends true
      ? WithInferred<T, AnySize>
      : Broadcast<"expand", S, T> extends infer Outcome
        ? Outcome extends string
          ? string extends Outcome
            ? Sizes<T>
            : Outcome
          : Sizes<T>
        : never
    : AnyShape;
