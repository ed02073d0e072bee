// The tensor: a view (shape, strides, offset) of a storage, and its place in the graph that gradients flow back through.
// Operations are installed by `ops/`, so that this file holds only what a tensor is.
import { GradientError, ShapeError, TensorDisposedError } from "../errors.ts";
import { allocate, release } from "../memory/arena.ts";
import { capturing, fix, noteCleared, work } from "../memory/capture.ts";
import { captureSite, siteOf } from "../memory/origin.ts";
import { disposed, type Storage } from "../memory/storage.ts";
import type { GradNode } from "../autograd/node.ts";
import { bytesOf, type DType, heapOf, isFloat, type NumberArray, shiftOf } from "./dtype.ts";
import { formatTensor } from "./format.ts";
import { keepAlive } from "./keepAlive.ts";
import { isRowMajor, numelOf, rowMajor, type Shape, stridesOf } from "./shape.ts";
import type { AnyShape, ShapeOf } from "./shapes/gradual.ts";
import { copyStrided } from "./walk.ts";

export type NestedArray = number | boolean | readonly NestedArray[];

/** How a hook changes a gradient on its way: returns another one, or nothing to leave it. */
export type GradHook = (grad: Tensor) => Tensor | void;

/** `.grad` for the engine itself, which does not keep it: memory of a gradient that nobody asked for goes with it. */
export let gradOf: (tensor: Tensor) => Tensor | undefined;
/** `.grad` if its memory is no other tensor's and nobody has asked for it: it may be changed where it lies. */
export let ownGradOf: (tensor: Tensor) => Tensor | undefined;
/** Sets `.grad`; `alone`: its memory is no other tensor's. */
export let giveGrad: (tensor: Tensor, grad: Tensor, alone: boolean) => void;
/** `.grad = undefined`. Memory of a gradient that nobody asked for is free at once, not only when garbage is collected. */
export let clearGrad: (tensor: Tensor) => void;

/**
 * An array of numbers of one dtype in any number of axes, which remembers how it was computed when gradients are wanted.
 * Made by `tensor`, `zeros`, `randn` … and by operations on other tensors.
 *
 * `Tensor<[32, 10]>` is one whose shape the compiler knows and checks; `Tensor<[any, 10]>` where one size is known only
 * when the program runs; `Tensor` where nothing is: it goes wherever a tensor goes.
 */
// A shape stands for the tensors that have it, and nothing flows into a tensor by its type: `out`. The compiler would work
// that out from every method, and cannot; told so, it compares two tensors by their shapes alone, which is also quick.
// (The exclamation mark keeps the comment in the package's declarations, where the same error would be.)
/*!
 * @ts-expect-error 2636: what it cannot work out. */
export class Tensor<out S extends Shape = AnyShape> {
  readonly storage: Storage;
  /** Sizes of the axes. */
  readonly shape: ShapeOf<S>;
  readonly dtype: DType;
  /** Distances of neighbours along each axis, in elements. */
  readonly strides: readonly number[];
  /** Of the first element in the storage, in elements. */
  readonly offset: number;
  /** A name for error messages, printing and figures. */
  name: string | undefined = undefined;
  /** How this tensor was computed; undefined for leaves and where no gradient is wanted. */
  node: GradNode | undefined = undefined;
  hooks: GradHook[] | undefined = undefined;
  #requiresGrad = false;
  #grad: Tensor<S> | undefined = undefined;
  /**
   * "own": the gradient's memory is no other tensor's, and nobody has asked for the gradient. "planned": so it is, but the
   * memory belongs to a captured step. "shown": anything else.
   */
  #gradUse: "own" | "planned" | "shown" = "shown";

  constructor(storage: Storage, shape: Shape, dtype: DType, strides: readonly number[] = rowMajor(shape), offset = 0) {
    this.storage = storage;
    this.shape = shape as ShapeOf<S>;
    this.dtype = dtype;
    this.strides = strides;
    this.offset = offset;
  }

  /** Number of axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  numel(): number {
    return numelOf(this.shape);
  }

  /** Whether gradients are computed for this tensor. Set it on leaves; results have it when an operand has. */
  get requiresGrad(): boolean {
    return this.#requiresGrad || this.node !== undefined;
  }

  set requiresGrad(wanted: boolean) {
    if (wanted && !isFloat(this.dtype)) {
      throw new GradientError(`Only float tensors have gradients; this one is ${this.dtype}.`);
    }
    if (!wanted && this.node) {
      throw new GradientError({
        problem: "requiresGrad of a computed tensor cannot be taken away.",
        attempt: "detach(), or compute it inside noGrad(() => …)",
      });
    }
    this.#requiresGrad = wanted;
  }

  /** The gradient of the last `backward()`, summed over all of them since it was last set to undefined. */
  get grad(): Tensor<S> | undefined {
    this.#gradUse = "shown";
    return this.#grad;
  }

  set grad(grad: Tensor<S> | undefined) {
    this.#setGrad(grad, false);
  }

  #setGrad(grad: Tensor<S> | undefined, alone: boolean): void {
    this.#gradUse = alone ? "own" : "shown";
    if (!capturing()) {
      this.#grad = grad;
      if (grad !== undefined) grad.storage.outlives = true;
      return;
    }
    if (grad === undefined) noteCleared(this);
    else fix(grad.storage);
    work(() => {
      this.#gradUse = alone ? "planned" : "shown";
      this.#grad = grad;
    });
  }

  /** Sets `requiresGrad` and gives the tensor, for chaining. */
  requiresGrad_(wanted = true): this {
    this.requiresGrad = wanted;
    return this;
  }

  /** Whether the tensor was not computed from tensors that want gradients. */
  get isLeaf(): boolean {
    return this.node === undefined;
  }

  get isContiguous(): boolean {
    return isRowMajor(this.shape, this.strides);
  }

  /** Byte address of the first element. @throws TensorDisposedError after `dispose()` */
  get pointer(): number {
    const { storage } = this;
    if (storage.page === undefined && !capturing()) throw this.#disposed();
    return (storage.pointer + this.offset * bytesOf(this.dtype)) | 0;
  }

  /** The numbers in row-major order: a window on the tensor's own memory where they lie so, else a copy. */
  get data(): NumberArray {
    const heap = heapOf(this.dtype);
    if (this.isContiguous) {
      const start = this.pointer >>> shiftOf(this.dtype);
      return keepAlive(heap.subarray(start, start + this.numel()), this.storage);
    }
    const copy = heap.slice(0, this.numel());
    copyStrided(this, copy, 0);
    return copy;
  }

  /** The one number of a tensor that has one. @throws ShapeError */
  item(): number {
    if (this.numel() !== 1) {
      throw new ShapeError({
        problem: `item() needs a tensor with one element; this one has ${this.numel()}.`,
        operands: [{ role: "tensor", name: this.name, shape: this.shape }],
        attempt: "sum(), mean() or at(…) to pick one element first, or toArray()",
      });
    }
    return heapOf(this.dtype)[this.pointer >>> shiftOf(this.dtype)]!;
  }

  /** The numbers as nested arrays; booleans for dtype bool; a single number for a tensor without axes. */
  toArray(): NestedArray {
    const values = this.dtype === "bool" ? Array.from(this.data, Boolean) : Array.from(this.data);
    const nest = (axis: number, start: number, length: number): NestedArray => {
      if (axis === this.ndim) return values[start]!;
      const size = this.shape[axis]!;
      const part = size === 0 ? 0 : length / size;
      return Array.from({ length: size }, (_, i) => nest(axis + 1, start + i * part, part));
    };
    return nest(0, 0, this.numel());
  }

  /** The same numbers outside the graph: no gradient flows through the result. Shares memory. */
  detach(): Tensor<S> {
    return new Tensor(this.storage.held(), this.shape, this.dtype, this.strides, this.offset);
  }

  /** Calls back with the gradient of this tensor when it is known; what the callback returns takes its place. */
  registerHook(hook: GradHook): { remove(): void } {
    if (!this.requiresGrad)
      throw new GradientError("A tensor that does not require a gradient never gets one to hook.");
    this.hooks ??= [];
    this.hooks.push(hook);
    return { remove: () => void (this.hooks = this.hooks?.filter((each) => each !== hook)) };
  }

  /** Gives the memory back now. Using the tensor or its views afterwards throws. Ordinary code need not call this. */
  dispose(): void {
    const place = captureSite();
    release(this.storage, () => `by dispose()${placed(siteOf(place))}`);
  }

  #disposed(): TensorDisposedError {
    return disposed(this.storage, [{ role: "tensor", name: this.name, shape: this.shape, note: this.dtype }]);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  toString(): string {
    return formatTensor(this);
  }

  static {
    gradOf = (tensor) => tensor.#grad;
    ownGradOf = (tensor) => (tensor.#gradUse === "shown" ? undefined : tensor.#grad);
    giveGrad = (tensor, grad, alone) => tensor.#setGrad(grad, alone);
    clearGrad = (tensor) => {
      if (tensor.#gradUse === "own" && !capturing())
        release(tensor.#grad!.storage, "when zeroGrad() cleared the gradient");
      tensor.grad = undefined;
    };
  }

  /** How Node prints it. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    try {
      return this.toString();
    } catch (error) {
      if (error instanceof TensorDisposedError) return `Tensor(disposed, shape=[${this.shape.join(", ")}])`;
      throw error;
    }
  }
}

const placed = (site: string | undefined): string => (site === undefined ? "" : ` at ${site}`);

/** A tensor with memory of its own, holding whatever was there before. */
export function empty(shape: Shape, dtype: DType): Tensor {
  return new Tensor(allocate(numelOf(shape) * bytesOf(dtype), shape, dtype), shape, dtype, stridesOf(shape));
}
