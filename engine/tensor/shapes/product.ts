// Matrix products for the compiler. The run-time twins are `matmul` and `linear` in ops/matmul.ts.
import type { Broadcast } from "./broadcast.ts";
import type { AnyShape, Show, ShowSize } from "./gradual.ts";

/**
 * The shape of A @ B, or the sentence that says why there is none: [..., n, k] @ [..., k, m] → [..., n, m], leading axes
 * broadcast; a vector on the left is a row, on the right a column, and its axis disappears.
 */
export type MatMul<A, B> = number[] extends A
  ? AnyShape
  : number[] extends B
    ? AnyShape
    : A extends readonly [infer K]
      ? VectorTimes<A, K, B>
      : A extends readonly [...infer Batch, infer N, infer K]
        ? MatrixTimes<A, Batch, N, K, B>
        : Scalar<A, B>;

type VectorTimes<A, K, B> = B extends readonly [infer K2]
  ? Inner<A, B, K, K2, []>
  : B extends readonly [...infer Batch, infer K2, infer M]
    ? Inner<A, B, K, K2, [...Batch, M]>
    : Scalar<A, B>;

type MatrixTimes<A, Batch extends readonly unknown[], N, K, B> = B extends readonly [infer K2]
  ? Inner<A, B, K, K2, [...Batch, N]>
  : B extends readonly [infer K2, infer M]
    ? Inner<A, B, K, K2, [...Batch, N, M]>
    : B extends readonly [...infer BatchB, infer K2, infer M]
      ? Inner<A, B, K, K2, Batched<Broadcast<"matmul, leading axes", Batch, BatchB>, N, M>>
      : Scalar<A, B>;

type Batched<Batch, N, M> = Batch extends readonly unknown[] ? [...Batch, N, M] : Batch;

/** `Outcome` if the inner sizes K and K2 are equal or unknown. */
type Inner<A, B, K, K2, Outcome> = number extends K
  ? Outcome
  : number extends K2
    ? Outcome
    : K extends K2
      ? Outcome
      : `matmul: ${Show<A>} @ ${Show<B>}: the inner sizes ${ShowSize<K>} and ${ShowSize<K2>} differ`;

type Scalar<A, B> = `matmul: ${Show<A>} @ ${Show<B>}: both operands need at least one axis`;

/** The shape of x Wᵀ + b for x of shape S and W of shape W [out, in], or the sentence that says why there is none. */
export type LinearMap<What extends string, S, In, Out> = number[] extends S
  ? AnyShape
  : S extends readonly [...infer Batch, infer K]
    ? number extends K
      ? [...Batch, Out]
      : number extends In
        ? [...Batch, Out]
        : K extends In
          ? [...Batch, Out]
          : `${What}: input ${Show<S>} has ${ShowSize<K>} features, and the layer takes ${ShowSize<In>}`
    : `${What}: the input needs at least one axis, of ${ShowSize<In>} features`;
