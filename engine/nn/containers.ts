// Modules made of modules.
import type { Shape } from "../tensor/shape.ts";
import type { Fits, Known } from "../tensor/shapes/gradual.ts";
import type { ThroughAll } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/** A module from one tensor to one tensor. */
export interface Layer extends Module {
  forward(x: Tensor): Tensor;
}

/** Modules one after the other: the output of each is the input of the next. Named "0", "1", … */
export class Sequential<const L extends readonly Layer[] = Layer[]> extends Module {
  constructor(...layers: L) {
    super();
    Object.assign(this, layers);
  }

  override forward<S extends Shape, R = ThroughAll<L, S>>(x: Fits<R, Tensor<S>>): Tensor<Known<R>>;
  override forward(x: Tensor): Tensor {
    return this.children().reduce((value, layer) => (layer as Layer).call(value), x);
  }

  /** The module at a place; from the end if negative. */
  at(index: number): Layer {
    return this.children().at(index) as Layer;
  }
}

/** A list of modules whose parameters are found. Named "0", "1", … */
export class ModuleList<M extends Module = Module> extends Module {
  #length = 0;

  constructor(modules: Iterable<M> = []) {
    super();
    for (const module of modules) this.append(module);
  }

  append(module: M): this {
    Object.assign(this, { [this.#length]: module });
    this.#length += 1;
    return this;
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): M {
    return this.children().at(index) as M;
  }

  [Symbol.iterator](): Iterator<M> {
    return (this.children() as M[])[Symbol.iterator]();
  }

  override forward(): never {
    throw new Error("A ModuleList only holds modules: call them yourself, or use Sequential.");
  }
}
