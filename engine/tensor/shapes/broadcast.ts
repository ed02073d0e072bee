// NumPy's broadcasting for the compiler: axes line up from the last, sizes are equal or one of them is 1.
// The run-time twin is `broadcast` in ../shape.ts.
import type { AnyShape, AnySize, Show, ShowSize } from "./gradual.ts";

/** The shape that A and B are stretched to by the operation `What`, or the sentence that says why they are not. */
export type Broadcast<What extends string, A, B> = number[] extends A
  ? AnyShape
  : number[] extends B
    ? AnyShape
    : Explain<What, A, B, Stretched<A, B>>;

/** The shape of both, or the two sizes that differ. Goes from the last axis to the first. */
export type Stretched<A, B, Done extends readonly unknown[] = []> = A extends readonly [...infer MoreA, infer M]
  ? B extends readonly [...infer MoreB, infer N]
    ? StretchedSize<M, N> extends Differ<infer P, infer Q>
      ? number extends StretchedSize<M, N>
        ? Stretched<MoreA, MoreB, [AnySize, ...Done]>
        : Differ<P, Q>
      : Stretched<MoreA, MoreB, [StretchedSize<M, N>, ...Done]>
    : [...A, ...Done]
  : B extends readonly unknown[]
    ? [...B, ...Done]
    : AnyShape;

/** Two sizes that do not go together. */
export interface Differ<M, N> {
  readonly left: M;
  readonly right: N;
}

type StretchedSize<M, N> = number extends M
  ? number extends N
    ? AnySize
    : N extends 1
      ? AnySize
      : N
  : M extends 1
    ? N
    : number extends N
      ? M
      : N extends 1 | M
        ? M
        : Differ<M, N>;

type Explain<What extends string, A, B, Outcome> =
  Outcome extends Differ<infer M, infer N>
    ? `${What}: ${Show<A>} and ${Show<B>} do not broadcast: sizes ${ShowSize<M>} and ${ShowSize<N>} differ, and neither is 1`
    : Outcome;
