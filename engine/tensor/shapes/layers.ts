// What layers do to shapes, for the compiler. A layer says it in a property that exists for the compiler alone, "~maps",
// so that `Sequential` can follow a tensor through layers. Layers that say nothing leave the shape open.
import type { Times } from "./arithmetic.ts";
import type { AnyShape, AnySize, Known, Show, ShowSize } from "./gradual.ts";

/** The layer gives back the shape it gets. */
export interface Keeps {
  readonly keeps: true;
}

/** The last axis must have the size In, and gets the size Out. `Name` is the layer's in sentences. */
export interface MapsLast<Name extends string, In, Out> {
  readonly name: Name;
  readonly in: In;
  readonly out: Out;
}

/** The last axis must have the size N; the shape stays. */
export interface Needs<Name extends string, N> {
  readonly name: Name;
  readonly size: N;
}

/** Each number becomes a vector of N. */
export interface Adds<N> {
  readonly adds: N;
}

/** The shape that comes out of a layer, or the sentence that says why the input does not fit. */
export type Through<Layer, S> = Layer extends { readonly "~maps"?: infer Maps }
  ? Mapped<NonNullable<Maps>, S>
  : AnyShape;

type Mapped<Maps, S> =
  Maps extends MapsLast<infer Name, infer In, infer Out>
    ? LastMapped<Name, S, In, Out>
    : Maps extends Needs<infer Name, infer N>
      ? Ending<Name, S, N>
      : Maps extends Keeps
        ? Known<S>
        : Maps extends Adds<infer N>
          ? Extended<S, N>
          : AnyShape;

/** Through several layers, one after the other. */
export type ThroughAll<Layers, S> = number[] extends S
  ? AnyShape
  : Layers extends readonly [infer First, ...infer Rest]
    ? Through<First, S> extends infer Next
      ? number[] extends Next
        ? AnyShape
        : Next extends string
          ? Next
          : ThroughAll<Rest, Next>
      : never
    : Layers extends readonly []
      ? Known<S>
      : AnyShape;

/** S with a last axis of In, which becomes Out. */
export type LastMapped<Name extends string, S, In, Out> = number[] extends S
  ? AnyShape
  : S extends readonly [...infer Batch, infer N]
    ? Same<N, In> extends true
      ? [...Batch, Out]
      : `${Name}: the input ${Show<S>} has ${ShowSize<N>} features, and the layer takes ${ShowSize<In>}`
    : `${Name}: the input has no axis of ${ShowSize<In>} features`;

/** S if its last axis has the size N. */
export type Ending<Name extends string, S, N> = number[] extends S
  ? AnyShape
  : S extends readonly [...unknown[], infer Last]
    ? Same<Last, N> extends true
      ? S
      : `${Name}: the input ${Show<S>} ends in ${ShowSize<Last>}, and the layer takes ${ShowSize<N>}`
    : `${Name}: the input has no axis of ${ShowSize<N>}`;

/** S with a last axis of size N put in. */
export type Extended<S, N> = number[] extends S ? AnyShape : S extends readonly unknown[] ? [...S, N] : AnyShape;

/** Whether two sizes may be equal: they are, or one is not known. */
type Same<M, N> = number extends M ? true : number extends N ? true : M extends N ? true : false;

/** Name of a layer in sentences. */
export type Arrow<Kind extends string, In, Out> = `${Kind}(${ShowSize<In>} → ${ShowSize<Out>})`;

/** States at all steps, [time, batch, features] → [time, batch, D · hidden], also without a batch and batch first. */
export type RecurrentStates<Name extends string, S, In, Hidden, Both> = number[] extends S
  ? AnyShape
  : S extends readonly [unknown, unknown] | readonly [unknown, unknown, unknown]
    ? LastMapped<Name, S, In, Times<Directions<Both>, Hidden>>
    : `${Name}: the input ${Show<S>} is neither [time, batch, features] nor [time, features]`;

/** Last states of all layers and directions: [D · layers, batch, hidden]. */
export type LastStates<S, Layers, Hidden, Both, BatchFirst> = number[] extends S
  ? AnyShape
  : S extends readonly [unknown, unknown]
    ? [Times<Directions<Both>, Layers>, Hidden]
    : S extends readonly [infer P, infer Q, unknown]
      ? [
          Times<Directions<Both>, Layers>,
          boolean extends BatchFirst ? AnySize : BatchFirst extends true ? P : Q,
          Hidden,
        ]
      : AnyShape;

type Directions<Both> = boolean extends Both ? AnySize : Both extends true ? 2 : 1;

/**
 * [N, C] with the numbers of classes [N], or [C] with one; further axes follow both. Or with probabilities of its own shape.
 * Gives the shape without the classes.
 */
export type PerExample<Name extends string, Logits, Target> = number[] extends Logits
  ? AnyShape
  : number[] extends Target
    ? AnyShape
    : Logits extends readonly [infer N, unknown, ...infer Places]
      ? ForPlaces<Name, Logits, [N, ...Places], Target>
      : Logits extends readonly [unknown]
        ? ForPlaces<Name, Logits, [], Target>
        : `${Name}: the logits need an axis of classes`;

type ForPlaces<Name extends string, Logits, Places, Target> =
  Alike<Places, Target> extends true
    ? Places
    : Alike<Logits, Target> extends true
      ? Places
      : `${Name}: logits ${Show<Logits>} need ${Show<Places>} class numbers or probabilities ${Show<Logits>}, not a target ${Show<Target>}`;

/** A shape that both have, or the sentence that says that they differ. */
export type Equal<Name extends string, A, B> = number[] extends A
  ? AnyShape
  : number[] extends B
    ? AnyShape
    : Alike<A, B> extends true
      ? A
      : `${Name}: input ${Show<A>} and target ${Show<B>} differ`;

type Alike<A, B> = A extends readonly [infer M, ...infer MoreA]
  ? B extends readonly [infer N, ...infer MoreB]
    ? Same<M, N> extends true
      ? Alike<MoreA, MoreB>
      : false
    : false
  : B extends readonly []
    ? true
    : false;
