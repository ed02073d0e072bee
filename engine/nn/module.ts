// What all layers and models are: parameters, buffers and submodules are found among the properties of an object, named
// by the way to them ("encoder.0.weight"), as in PyTorch, so that checkpoints fit.
import { StateDictError } from "../errors.ts";
import { shown } from "../autograd/passing.ts";
import { tensorsIn } from "../tensor/nested.ts";
import { sameShape } from "../tensor/shape.ts";
import { clearGrad, Tensor } from "../tensor/tensor.ts";
import { Parameter } from "./parameter.ts";
import { enter, leave } from "./running.ts";

export type StateDict = Record<string, Tensor>;
export type ForwardHook = (module: Module, inputs: readonly unknown[], output: unknown) => unknown;

/**
 * What every layer and model is: parameters and modules in its fields, found by name, and a `forward` that `call` runs with
 * its hooks. torch.nn.Module.
 * @example
 * class Net extends nn.Module {
 *   readonly layer = new nn.Linear(2, 1);
 *   override forward(x: Tensor): Tensor {
 *     return this.layer.call(x).tanh();
 *   }
 * }
 */
export abstract class Module {
  /** True while learning: dropout drops, batch norm looks at the batch. */
  training = true;
  #hooks: ForwardHook[] = [];
  #buffers = new Set<string>();

  /** Computes the module's output. Called through `call`, which also runs hooks. */
  abstract forward(...inputs: never[]): unknown;

  /** Every parameter below this module, each once. */
  parameters(): Parameter[] {
    return [...new Set(this.namedParameters().map(([, parameter]) => parameter))];
  }

  /** Parameters with the way to them, as in "layers.0.weight". */
  namedParameters(): [name: string, parameter: Parameter][] {
    return this.#walk((module) =>
      Object.entries(module).filter((entry): entry is [string, Parameter] => entry[1] instanceof Parameter),
    );
  }

  /** Modules directly below. */
  children(): Module[] {
    return Object.values(this).filter((value): value is Module => value instanceof Module);
  }

  namedChildren(): [name: string, child: Module][] {
    return Object.entries(this).flatMap(([name, value]): [string, Module][] =>
      value instanceof Module ? [[name, value]] : [],
    );
  }

  /** This module and all below it. */
  modules(): Module[] {
    return [this, ...this.children().flatMap((child) => child.modules())];
  }

  /** Switches to learning, or to using what was learned, here and below. */
  train(mode = true): this {
    for (const module of this.modules()) module.training = mode;
    return this;
  }

  /** `train(false)` */
  eval(): this {
    return this.train(false);
  }

  /** Forgets all gradients. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) clearGrad(parameter);
  }

  /** Parameters and buffers by name, sharing memory with the module. */
  stateDict(): StateDict {
    const buffers = this.#walk((module) =>
      [...module.#buffers].flatMap((name): [string, Tensor][] => bufferOf(module, name)),
    );
    return Object.fromEntries([...this.namedParameters(), ...buffers].map(([name, tensor]) => [name, tensor.detach()]));
  }

  /**
   * Takes over saved numbers.
   * @param strict false: names that are missing or unknown are ignored; default true
   * @throws StateDictError naming every missing, unknown or misshapen entry; then nothing was changed
   */
  loadStateDict(state: StateDict, { strict = true }: { readonly strict?: boolean } = {}): void {
    const own = this.stateDict();
    const missing = Object.keys(own).filter((name) => !(name in state));
    const unknown = Object.keys(state).filter((name) => !(name in own));
    const misshapen = Object.keys(own).filter(
      (name) => name in state && !sameShape(own[name]!.shape, state[name]!.shape),
    );
    const problems = [
      ...(strict ? missing.map((name) => `missing: ${name} [${own[name]!.shape.join(", ")}]`) : []),
      ...(strict ? unknown.map((name) => `not in the model: ${name}`) : []),
      ...misshapen.map(
        (name) =>
          `${name} is [${own[name]!.shape.join(", ")}] here and [${state[name]!.shape.join(", ")}] in the state`,
      ),
    ];
    if (problems.length > 0)
      throw new StateDictError({
        problem: `The state does not fit this ${this.title}:\n    ${problems.join("\n    ")}`,
        attempt: attemptFor({ missing, unknown, misshapen: misshapen.length > 0, strict }),
      });
    for (const [name, tensor] of Object.entries(own)) {
      if (!(name in state)) continue;
      tensor.data.set(state[name]!.data);
      tensor.storage.version += 1;
    }
  }

  /** Calls back after each `call`, with inputs and output; what the callback returns takes the output's place. */
  registerForwardHook(hook: ForwardHook): { remove(): void } {
    this.#hooks.push(hook);
    return { remove: () => void (this.#hooks = this.#hooks.filter((each) => each !== hook)) };
  }

  /** Whether somebody looks at the output of each `call`. */
  get hooked(): boolean {
    return this.#hooks.length > 0;
  }

  /** `forward`, then the hooks. */
  declare readonly call: this["forward"];

  static {
    // A property for the compiler, so that it has the very type of `forward`; for the program a method like any other.
    const call = function (this: Module, ...inputs: never[]): unknown {
      enter(this);
      try {
        let output = this.forward(...inputs);
        if (this.#hooks.length === 0) return output;
        for (const tensor of tensorsIn([inputs, output])) shown(tensor);
        for (const hook of this.#hooks) output = hook(this, inputs, output) ?? output;
        for (const tensor of tensorsIn(output)) shown(tensor);
        return output;
      } finally {
        leave();
      }
    };
    Object.defineProperty(Module.prototype, "call", { value: call, writable: true, configurable: true });
  }

  /** Counts parameters. */
  get parameterCount(): number {
    return this.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0);
  }

  /** What stands in brackets when the module is printed: "2 → 3". */
  protected describe(): string {
    return "";
  }

  /** Names a property as a buffer: saved, not learned. */
  protected registerBuffer(name: string): void {
    this.#buffers.add(name);
  }

  /** Its kind and sizes: "Linear(64 → 10)". */
  get title(): string {
    const sizes = this.describe();
    return this.constructor.name + (sizes && `(${sizes})`);
  }

  toString(): string {
    const head = `${this.constructor.name}(${this.describe()}`;
    const lines = this.namedChildren().map(([name, child]) => `  (${name}): ${String(child).replaceAll("\n", "\n  ")}`);
    return lines.length > 0 ? `${head}\n${lines.join("\n")}\n)` : `${head})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** Entries of this module and, with their prefixes, of those below. */
  #walk<T>(entries: (module: Module) => [string, T][]): [string, T][] {
    return [
      ...entries(this),
      ...this.namedChildren().flatMap(([name, child]) =>
        child.#walk(entries).map(([rest, value]): [string, T] => [`${name}.${rest}`, value]),
      ),
    ];
  }
}

function attemptFor(found: {
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
  readonly misshapen: boolean;
  readonly strict: boolean;
}): string {
  const { missing, unknown, misshapen, strict } = found;
  const prefix = unknown.map((name) => name.slice(0, name.indexOf(".") + 1)).find(Boolean);
  if (prefix && missing.length > 0 && missing.every((name) => unknown.includes(prefix + name))) {
    return `taking "${prefix}" off the front of the names: they belong to a module around this one`;
  }
  if (misshapen || !strict) return "a module made with the sizes that the state was saved from";
  return "a module of the same layers and names, or { strict: false } to take over what fits by name";
}

function bufferOf(module: Module, name: string): [string, Tensor][] {
  const value = (module as unknown as Record<string, unknown>)[name];
  return value instanceof Tensor ? [[name, value]] : [];
}
