// The gradients on their way back: what has arrived at each tensor so far. A sum is taken in place when nobody else can
// see it, and memory that the backward pass made is given back as soon as the last gradient in it was passed on: the next
// operation finds it still in the processor's cache. What leaves (`.grad`, hooks) is never touched again.
import { release } from "../memory/arena.ts";
import { adopt, recordAllocations } from "../memory/scope.ts";
import { whenStopped } from "../memory/stopped.ts";
import type { Storage } from "../memory/storage.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { GradArithmetic } from "./backward.ts";

/** Finds sums for the operation that is being asked for its gradients. */
let findSum: (operand: Tensor) => Tensor | undefined = nobody;
/** Takes its products. */
let putOff: (operand: Tensor, product: RowsProduct) => boolean = never;
whenStopped(() => {
  findSum = nobody;
  putOff = never;
});

function nobody(): undefined {}
function never(): boolean {
  return false;
}

/**
 * What has arrived at an operand so far, for an operation that can add its own part to it while it computes: it then
 * returns this very tensor as the part. Undefined where a part of its own is wanted.
 */
export const sumSoFar = (operand: Tensor): Tensor | undefined => findSum(operand);

/** gᵀ x of g [rows, n] and x [rows, m], without gaps: what a few rows bring to the gradient of a weight [n, m]. */
export interface RowsProduct {
  readonly g: Tensor;
  readonly x: Tensor;
}

/**
 * Leaves a product that is part of an operand's gradient for later, when it is done together with those of other uses of
 * the operand: a loop over time steps brings one at each step, and one product of many rows takes half the time of many of
 * few rows. False where it has to be done now: for the first use, and for so many rows that nothing is gained.
 */
export const productLater = (operand: Tensor, product: RowsProduct): boolean =>
  product.g.shape[0]! <= fewRows && putOff(operand, product);

/** Products of more rows are as quick alone. */
const fewRows = 64;
/** So many rows are collected before they are multiplied: three times as many take longer, as they leave the cache. */
const rowsAtOnce = 128;

type Parts = readonly (Tensor | undefined)[];

export class Gradients {
  readonly #arithmetic: GradArithmetic;
  /** A backward pass that is remembered may need all its tensors again. */
  readonly #keepAll: boolean;
  readonly #sums = new Map<Tensor, Tensor>();
  /** Of memory made here and not shown to anybody: how many gradients lie in it. */
  readonly #uses = new Map<Storage, number>();
  /** Products that are still to be added to the sum at a tensor. */
  readonly #later = new Map<Tensor, RowsProduct[]>();

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

  /** Takes what `apply` gives to the operands that want it. */
  pass(apply: () => Parts, inputs: readonly Tensor[], wants: (input: Tensor) => boolean): void {
    if (this.#keepAll) {
      const parts = apply();
      inputs.forEach((input, i) => parts[i] && wants(input) && this.#addPlainly(input, parts[i]));
      return;
    }
    /** Sums that the operation adds its part to by itself. */
    const handed = new Set<Tensor>();
    const put = new Map<Tensor, RowsProduct>();
    const [outer, outerPut] = [findSum, putOff];
    findSum = (operand) => this.#ownSum(operand, handed);
    putOff = (operand, product) => {
      const possible = this.#ownSum(operand, handed) !== undefined && !put.has(operand);
      if (possible) put.set(operand, product);
      return possible;
    };
    const { value: parts, made } = recordAllocations(() => {
      try {
        return apply();
      } finally {
        findSum = outer;
        putOff = outerPut;
      }
    });
    adopt(made);
    for (const storage of made) this.#uses.set(storage, 0);
    // All of them first: they may lie in the same memory.
    for (const { g, x } of put.values()) for (const { storage } of [g, x]) this.#use(storage, 1);
    for (const [operand, product] of put) this.#keep(operand, product);
    for (const part of parts) {
      if (part && !handed.has(part)) this.#use(part.storage, 1);
    }
    inputs.forEach((input, i) => {
      const part = parts[i];
      if (!part || handed.has(part)) return;
      if (!wants(input)) this.done(part);
      else this.#add(input, part);
    });
    for (const storage of made) if (this.#uses.get(storage) === 0) this.#release(storage);
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
      this.done(x);
    }
  }

  /** The sum at an operand, if it may be changed where it lies. */
  #ownSum(operand: Tensor, handed: Set<Tensor>): Tensor | undefined {
    const sum = this.#sums.get(operand);
    const own = sum && this.#uses.get(sum.storage) === 1 && sum.dtype === "float32" && sum.isContiguous;
    if (!own) return undefined;
    handed.add(sum);
    return sum;
  }

  /** Gives back the memory of a result that has been passed; if products that were put off still read it, after them. */
  letGo(storage: Storage): void {
    let readers = 0;
    for (const products of this.#later.values()) {
      for (const { x } of products) if (x.storage === storage) readers += 1;
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
