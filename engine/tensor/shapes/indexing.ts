// Parts of a tensor, for the compiler: integers take an axis away, slices leave one, null puts one in. Index tensors,
// masks and "..." are left open. The run-time twin is `at` in ops/indexing.ts.
import type { AnyShape, AnySize } from "./gradual.ts";

/** The shape of `x.at(...Indexes)` for x of shape S. */
export type Part<S, Indexes, Done extends readonly unknown[] = []> = number[] extends S
  ? AnyShape
  : Indexes extends readonly [infer Index, ...infer More]
    ? Index extends null
      ? Part<S, More, [...Done, 1]>
      : S extends readonly [infer N, ...infer Rest]
        ? Index extends number
          ? Part<Rest, More, Done>
          : Index extends string | { readonly shape: unknown }
            ? AnyShape
            : Part<Rest, More, [...Done, keyof Index extends never ? N : Index extends readonly [] ? N : AnySize]>
        : AnyShape
    : Indexes extends readonly []
      ? S extends readonly unknown[]
        ? [...Done, ...S]
        : AnyShape
      : AnyShape;
