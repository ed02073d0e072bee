// The gradients on their way back: what has arrived at each tensor so far. A sum is taken in place when nobody else can
// see it, and memory that the backward pass made is given back as soon as the last gradient in it was passed on: the next
// operation finds it still in the processor's cache. What leaves (`.grad`, hooks) is never touched again.
import { release } from "../memory/arena.ts";
import { adopt, closeScope, openScope, recordAllocations } from "../memory/scope.ts";
import { whenStopped } from "../memory/stopped.ts";
import type { Storage } from "../memory/storage.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { GradArithmetic } from "./backward.ts";

/** Whose operation is being asked for its gradients. */
let asking: Gradients | undefined;
whenStopped(() => (asking = undefined));

/**
 * What has arrived at an operand so far, for an operation that can add its own part to it while it computes: it then
 * returns this very tensor as the part. Undefined where a part of its own is wanted.
 */
export const sumSoFar = (operand: Tensor): Tensor | undefined => asking?.ownSum(operand);

/**
 * gᵀ x of g [rows, n] and x [rows, m], without gaps: what a few rows bring to the gradient of a weight [n, m]. Without x
 * the sums of g's columns: what they bring to that of a bias [n].
 */
export interface RowsProduct {
  readonly g: Tensor;
  readonly x?: Tensor;
}

/**
 * Leaves a product that is part of an operand's gradient for later, when it is done together with those of other uses of
 * the operand: a loop over time steps brings one at each step, and one product of many rows takes half the time of many of
 * few rows. False where it has to be done now: for the first use, and for so many rows that nothing is gained.
 */
export const productLater = (operand: Tensor, product: RowsProduct): boolean =>
  product.g.shape[0]! <= fewRows && asking?.putOff(operand, product) === true;

/** Products of more rows are as quick alone. */
const fewRows = 64;
/** So many rows are collected before they are multiplied: three times as many take longer, as they leave the cache. */
const rowsAtOnce = 128;

type Parts = readonly (Tensor | undefined)[];

/** An operation on the way back: from the gradient of its result to those of its operands. */
export interface Step {
  readonly inputs: readonly Tensor[];
  apply(gradient: Tensor): Parts;
}

/** Asks an operation for the gradients of its operands, which may look at `whose` sums meanwhile. */
function ask(whose: Gradients, step: Step, gradient: Tensor): Parts {
  const outer = asking;
  asking = whose;
  try {
    return step.apply(gradient);
  } finally {
    asking = outer;
  }
}

export class Gradients {
  readonly #arithmetic: GradArithmetic;
  /** A backward pass that is remembered may need all its tensors again. */
  readonly #keepAll: boolean;
  readonly #sums = new Map<Tensor, Tensor>();
  /** Of memory made here and not shown to anybody: how many gradients lie in it. */
  readonly #uses = new Map<Storage, number>();
  /** Products that are still to be added to the sum at a tensor. */
  readonly #later = new Map<Tensor, RowsProduct[]>();

  /** Sums that the operation now asked adds its part to by itself. */
  readonly #handed: Tensor[] = [];
  /** Products that it leaves for later. */
  readonly #put: { readonly operand: Tensor; readonly product: RowsProduct }[] = [];

  constructor(arithmetic: GradArithmetic, keepAll: boolean) {
    this.#arithmetic = arithmetic;
    this.#keepAll = keepAll;
  }

  start(root: Tensor, seed: Tensor): void {
    this.#sums.set(root, seed);
  }

  /** The whole gradient of a tensor whose users have all been passed. `done` ends its use. */
  take(tensor: Tensor): Tensor | undefined {
    this.#catchUp(tensor);
    const gradient = this.#sums.get(tensor);
    this.#sums.delete(tensor);
    return gradient;
  }

  /** Whether the gradient is the only one in its memory, which nobody else has seen. */
  alone({ storage }: Tensor): boolean {
    return this.#uses.get(storage) === 1;
  }

  /** The gradient, which somebody outside gets to see. */
  shown(gradient: Tensor): Tensor {
    this.#uses.delete(gradient.storage);
    return gradient;
  }

  /** Gives an operation its gradient, and takes what comes for the operands that want it. */
  pass(step: Step, gradient: Tensor, wants: (input: Tensor) => boolean): void {
    const { inputs } = step;
    if (this.#keepAll) {
      const parts = this.#fitting(step.apply(gradient), inputs);
      inputs.forEach((input, i) => parts[i] && wants(input) && this.#addPlainly(input, parts[i]));
      return;
    }
    this.#handed.length = this.#put.length = 0;
    const made = openScope();
    let parts;
    try {
      parts = this.#fitting(ask(this, step, gradient), inputs);
    } finally {
      closeScope();
    }
    adopt(made);
    for (let i = 0; i < made.length; i += 1) this.#uses.set(made[i]!, 0);
    this.#takeProducts();
    for (let i = 0; i < parts.length; i += 1) {
      const part = parts[i];
      if (part !== undefined && !this.#handed.includes(part)) this.#use(part.storage, 1);
    }
    for (let i = 0; i < inputs.length; i += 1) {
      const part = parts[i];
      if (part === undefined || this.#handed.includes(part)) continue;
      if (!wants(inputs[i]!)) this.done(part);
      else this.#add(inputs[i]!, part);
    }
    for (let i = 0; i < made.length; i += 1) if (this.#uses.get(made[i]!) === 0) this.#release(made[i]!);
  }

  /** The sum at an operand, if it may be changed where it lies: by the operation that is asked for its gradients. */
  ownSum(operand: Tensor): Tensor | undefined {
    const sum = this.#sums.get(operand);
    const own = sum && this.#uses.get(sum.storage) === 1 && sum.dtype === "float32" && sum.isContiguous;
    if (!own) return undefined;
    this.#handed.push(sum);
    return sum;
  }

  /** Takes a product for later, if there is a sum already. */
  putOff(operand: Tensor, product: RowsProduct): boolean {
    if (this.#put.some(({ operand: other }) => other === operand) || !this.ownSum(operand)) return false;
    this.#put.push({ operand, product });
    return true;
  }

  /** Gradients in the dtypes of their tensors: where float32 met float64, what comes back is float64. */
  #fitting(parts: Parts, inputs: readonly Tensor[]): Parts {
    for (let i = 0; i < inputs.length; i += 1) {
      const part = parts[i];
      if (part === undefined || part.dtype === inputs[i]!.dtype) continue;
      const fit = (input: Tensor, j: number): Tensor | undefined =>
        parts[j] && input.requiresGrad ? this.#arithmetic.to(parts[j], input.dtype) : parts[j];
      return inputs.map(fit);
    }
    return parts;
  }

  #takeProducts(): void {
    // All of them first: they may lie in the same memory.
    for (const { product } of this.#put) {
      this.#use(product.g.storage, 1);
      if (product.x) this.#use(product.x.storage, 1);
    }
    for (const { operand, product } of this.#put) this.#keep(operand, product);
  }

  /** Remembers a product that was put off, and does those that have come together once they are many. */
  #keep(operand: Tensor, product: RowsProduct): void {
    const products = this.#later.get(operand);
    if (!products) this.#later.set(operand, [product]);
    else if (products.push(product) * product.g.shape[0]! >= rowsAtOnce) this.#catchUp(operand);
  }

  #catchUp(operand: Tensor): void {
    const products = this.#later.get(operand);
    if (!products) return;
    this.#later.delete(operand);
    this.#arithmetic.addProducts(this.#sums.get(operand)!, products);
    for (const { g, x } of products) {
      this.done(g);
      if (x) this.done(x);
    }
  }

  /** Gives back the memory of a result that has been passed; if products that were put off still read it, after them. */
  letGo(storage: Storage): void {
    let readers = 0;
    for (const products of this.#later.values()) {
      for (const { x } of products) if (x?.storage === storage) readers += 1;
    }
    if (readers > 0) this.#uses.set(storage, readers);
    else this.#release(storage);
  }

  /** One gradient less lies in this memory. */
  done(gradient: Tensor): void {
    if (this.#use(gradient.storage, -1) === 0) this.#release(gradient.storage);
  }

  #add(input: Tensor, part: Tensor): void {
    const sum = this.#sums.get(input);
    if (!sum) this.#sums.set(input, part);
    else if (this.#uses.get(sum.storage) === 1 && this.#arithmetic.accumulate(sum, part)) this.done(part);
    else {
      const { value: total, made } = recordAllocations(() => this.#arithmetic.add(sum, part));
      for (const storage of made) this.#uses.set(storage, 0);
      this.#use(total.storage, 1);
      adopt(made);
      this.#sums.set(input, total);
      this.done(sum);
      this.done(part);
    }
  }

  #addPlainly(input: Tensor, part: Tensor): void {
    const sum = this.#sums.get(input);
    this.#sums.set(input, sum ? this.#arithmetic.add(sum, part) : part);
  }

  #use(storage: Storage, more: 1 | -1): number | undefined {
    const uses = this.#uses.get(storage);
    if (uses === undefined) return undefined;
    this.#uses.set(storage, uses + more);
    return uses + more;
  }

  #release(storage: Storage): void {
    this.#uses.delete(storage);
    release(storage, "when its gradient had been passed on");
  }
}
