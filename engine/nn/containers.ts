// Modules made of modules, and lists of parameters.
import { ArgumentError } from "../errors.ts";
import { itemsOf, entriesOf } from "../tensor/given.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Fits, Known } from "../tensor/shapes/gradual.ts";
import type { ThroughAll } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { partOfLayer } from "./activations.ts";
import { handOn } from "./discreet.ts";
import { layerThen } from "./linear.ts";
import { Module } from "./module.ts";
import type { Parameter } from "./parameter.ts";

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
    const layers = this.children() as Layer[];
    let value = x;
    for (let i = 0; i < layers.length; i += 1) {
      const activation = partOfLayer(layers[i + 1]);
      const both = activation && layerThen(layers[i]!, activation, value);
      if (both) i += 1;
      const made = both ?? layers[i]!.call(value);
      value = handOn(made, value, layers[i]!, layers[i + 1]);
    }
    return value;
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
    for (const module of itemsOf(modules, "ModuleList takes modules")) this.append(module);
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

/** Modules by name, whose parameters are found: `"name.weight"`. torch.nn.ModuleDict. */
export class ModuleDict<M extends Module = Module> extends Module {
  constructor(modules: Readonly<Record<string, M>> = {}) {
    super();
    for (const [name, module] of entriesOf(modules, "ModuleDict takes modules by name")) this.set(name, module);
  }

  /**
   * Adds a module, or puts another one in its place.
   * @throws ArgumentError when the name means something else on a module, as "forward" does, or has a dot
   */
  set(name: string, module: M): this {
    Object.assign(this, { [checkedName(this, name)]: module });
    return this;
  }

  /** The module of this name; undefined when there is none. */
  get(name: string): M | undefined {
    return this.namedChildren().find(([each]) => each === name)?.[1] as M | undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** @returns whether there was one */
  delete(name: string): boolean {
    return this.has(name) && Reflect.deleteProperty(this, name);
  }

  get size(): number {
    return this.children().length;
  }

  [Symbol.iterator](): Iterator<[name: string, module: M]> {
    return (this.namedChildren() as [string, M][])[Symbol.iterator]();
  }

  override forward(): never {
    throw new Error("A ModuleDict only holds modules: call them yourself.");
  }
}

/** Parameters in a list, found by the module that has it. Named "0", "1", … torch.nn.ParameterList. */
export class ParameterList<P extends Parameter = Parameter> extends Module {
  constructor(parameters: Iterable<P> = []) {
    super();
    for (const parameter of itemsOf(parameters, "ParameterList takes parameters")) this.append(parameter);
  }

  append(parameter: P): this {
    Object.assign(this, { [this.length]: parameter });
    return this;
  }

  get length(): number {
    return this.namedParameters().length;
  }

  /** The parameter at a place; from the end if negative. */
  at(index: number): P {
    return this.namedParameters().at(index)?.[1] as P;
  }

  [Symbol.iterator](): Iterator<P> {
    return (this.namedParameters().map(([, parameter]) => parameter) as P[])[Symbol.iterator]();
  }

  override forward(): never {
    throw new Error("A ParameterList only holds parameters: use them yourself.");
  }
}

/** Parameters by name, found by the module that has it. torch.nn.ParameterDict. */
export class ParameterDict<P extends Parameter = Parameter> extends Module {
  constructor(parameters: Readonly<Record<string, P>> = {}) {
    super();
    for (const [name, parameter] of entriesOf(parameters, "ParameterDict takes parameters by name"))
      this.set(name, parameter);
  }

  /**
   * Adds a parameter, or puts another one in its place.
   * @throws ArgumentError when the name means something else on a module, or has a dot
   */
  set(name: string, parameter: P): this {
    Object.assign(this, { [checkedName(this, name)]: parameter });
    return this;
  }

  /** The parameter of this name; undefined when there is none. */
  get(name: string): P | undefined {
    return this.namedParameters().find(([each]) => each === name)?.[1] as P | undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  get size(): number {
    return this.namedParameters().length;
  }

  [Symbol.iterator](): Iterator<[name: string, parameter: P]> {
    return (this.namedParameters() as [string, P][])[Symbol.iterator]();
  }

  override forward(): never {
    throw new Error("A ParameterDict only holds parameters: use them yourself.");
  }
}

/** What is found by name must not hide what a module can do, and dots stand between names. */
function checkedName(holder: ModuleDict | ParameterDict, name: string): string {
  if (name === "" || name.includes(".") || (name in holder && !holder.has(name))) {
    throw new ArgumentError({
      problem: `${holder.constructor.name}: ${JSON.stringify(name)} cannot be a name here.`,
      attempt: "another word; names of methods such as forward, dots and the empty name are taken",
    });
  }
  return name;
}
