// What all optimizers share: groups of parameters with settings of their own, and the state of each parameter.
// An optimizer adds only how one parameter changes (`update`); the arithmetic is in kernels/updates.ts.
import { ArgumentError, StateDictError } from "../errors.ts";
import { type Updates, updates } from "../kernels/updates.ts";
import { work } from "../memory/capture.ts";
import { outsideScopes } from "../memory/scope.ts";
import { packed } from "../ops/contiguous.ts";
import { fullLike, zerosLike } from "../ops/create.ts";
import { isFloat } from "../tensor/dtype.ts";
import { needTensors } from "../tensor/given.ts";
import { sameShape } from "../tensor/shape.ts";
import { clearGrad, gradOf, type Tensor } from "../tensor/tensor.ts";

/** Parameters that share settings. Settings may be changed between steps; schedules do. */
export type ParamGroup<Settings> = Settings & { readonly params: readonly Tensor[] };

/** What an optimizer takes: parameters, or groups of them with settings that differ from the common ones. */
export type Params<Settings> =
  | readonly Tensor[]
  | readonly (Partial<Settings> & { readonly params: readonly Tensor[] })[];

/** What an optimizer remembers about a parameter: arrays like it, and the number of steps. */
export interface ParamState {
  step: number;
  readonly arrays: Record<string, Tensor>;
}

/** Everything needed to go on after a break. Parameters are numbered in their order. */
export interface OptimizerState<Settings> {
  readonly state: Readonly<
    Record<number, { readonly step: number; readonly arrays: Readonly<Record<string, Tensor>> }>
  >;
  readonly paramGroups: readonly Settings[];
}

/** One parameter in one step, as `update` sees it. */
export interface UpdateJob<Settings> {
  readonly settings: Settings;
  readonly kernels: Updates;
  /** Address of the parameter, of its gradient, and how many numbers each has. */
  readonly param: number;
  readonly grad: number;
  readonly count: number;
  /** Counts from 1. */
  readonly step: number;
  /** The address of an array that this optimizer keeps for the parameter; all numbers are `start`, default 0, at first. */
  array(name: string, start?: number): number;
}

/** The base of all optimizers. `Settings` are what a group of parameters may set for itself. */
export abstract class Optimizer<Settings extends { lr: number } = { lr: number }> {
  readonly paramGroups: ParamGroup<Settings>[] = [];
  readonly #states = new Map<Tensor, ParamState>();

  constructor(params: Params<Settings>, settings: Settings) {
    for (const group of isGrouped(params) ? params : [{ params }]) {
      this.addParamGroup(group as Partial<Settings> & { params: readonly Tensor[] }, settings);
    }
    if (this.paramGroups.every((group) => group.params.length === 0)) {
      throw new ArgumentError(`${this.constructor.name} got no parameters. Try model.parameters().`);
    }
  }

  /** Changes one parameter by its gradient. */
  protected abstract update(job: UpdateJob<Settings>): void;

  /** Throws ArgumentError for settings that make no sense. */
  protected abstract check(settings: Settings): void;

  /** Adds parameters that are to be learned from now on. */
  addParamGroup(group: Partial<Settings> & { readonly params: readonly Tensor[] }, defaults?: Settings): void {
    needTensors(group.params, "An optimizer", "parameters");
    const common = defaults ?? this.paramGroups[0];
    const whole = { ...common, ...group, params: [...group.params] } as ParamGroup<Settings>;
    if (!(whole.lr >= 0)) throw new ArgumentError(`lr is a number from 0, not ${whole.lr}.`);
    this.check(whole);
    for (const param of whole.params) this.#checkParam(param);
    this.paramGroups.push(whole);
  }

  /** Changes every parameter that has a gradient. */
  step(): void {
    work(() => {
      for (const group of this.paramGroups) {
        for (const param of group.params) {
          const grad = gradOf(param);
          if (grad !== undefined) this.#stepOne(group, param, packed(grad));
        }
      }
    });
  }

  /** Forgets all gradients, so that the next `backward()` starts from nothing. */
  zeroGrad(): void {
    for (const { params } of this.paramGroups) for (const param of params) clearGrad(param);
  }

  /** What to save beside the model's state. Shares memory with the optimizer. */
  stateDict(): OptimizerState<Settings> {
    const all = this.paramGroups.flatMap(({ params }) => params);
    return {
      state: Object.fromEntries(
        all.flatMap((param, i) => {
          const state = this.#states.get(param);
          return state ? [[i, { step: state.step, arrays: { ...state.arrays } }]] : [];
        }),
      ),
      paramGroups: this.paramGroups.map(({ params: _params, ...settings }) => settings as unknown as Settings),
    };
  }

  /** Takes over what `stateDict` gave. @throws StateDictError when it belongs to other parameters */
  loadStateDict({ state, paramGroups }: OptimizerState<Settings>): void {
    if (paramGroups.length !== this.paramGroups.length) {
      throw new StateDictError(
        `The state has ${paramGroups.length} groups of parameters, and this optimizer ${this.paramGroups.length}.`,
      );
    }
    const all = this.paramGroups.flatMap(({ params }) => params);
    const loaded = Object.entries(state).map(([i, { step, arrays }]): [Tensor, ParamState] => {
      const param = all[Number(i)];
      const misfit = Object.entries(arrays).find(([, array]) => !param || !sameShape(array.shape, param.shape));
      if (!param || misfit) throw new StateDictError(`The state of parameter ${i} does not fit: other parameters?`);
      const copies = Object.entries(arrays).map(([name, array]): [string, Tensor] => {
        const own = zerosLike(param);
        own.data.set(array.data);
        return [name, own];
      });
      return [param, { step, arrays: Object.fromEntries(copies) }];
    });
    this.#states.clear();
    for (const [param, one] of loaded) this.#states.set(param, one);
    paramGroups.forEach((settings, i) => Object.assign(this.paramGroups[i]!, settings));
  }

  /** What the optimizer keeps for a parameter, by name, such as Adam's `mean` and `square`; empty before its first step. */
  stateOf(param: Tensor): Readonly<Record<string, Tensor>> {
    return this.#states.get(param)?.arrays ?? {};
  }

  #stepOne(settings: Settings, param: Tensor, grad: Tensor): void {
    if (!sameShape(grad.shape, param.shape) || grad.dtype !== param.dtype) {
      throw new ArgumentError(
        `The gradient [${grad.shape.join(", ")}] ${grad.dtype} does not fit its parameter ` +
          `[${param.shape.join(", ")}] ${param.dtype}.`,
      );
    }
    let state = this.#states.get(param);
    if (!state) this.#states.set(param, (state = { step: 0, arrays: {} }));
    state.step += 1;
    const { arrays, step } = state;
    this.update({
      settings,
      kernels: updates(param.dtype === "float64" ? "float64" : "float32"),
      param: param.pointer,
      grad: grad.pointer,
      count: param.numel(),
      step,
      array: (name, start = 0) => (arrays[name] ??= outsideScopes(() => fullLike(param, start))).pointer,
    });
    param.storage.version += 1;
  }

  #checkParam(param: Tensor): void {
    const name = this.constructor.name;
    if (!param.isLeaf) throw new ArgumentError(`${name} can only learn leaves: this tensor was computed from others.`);
    if (!param.requiresGrad || !isFloat(param.dtype)) {
      throw new ArgumentError(`${name} got a tensor without gradients. Try tensor(…, { requiresGrad: true }).`);
    }
    if (!param.isContiguous) throw new ArgumentError(`${name} needs tensors of their own, not views with gaps.`);
    if (this.paramGroups.some((group) => group.params.includes(param))) {
      throw new ArgumentError(`${name} got the same parameter in two groups.`);
    }
  }
}

/** Throws unless `value` is from `low` up to, not including, `high`. */
export function checkRange(name: string, value: number, low: number, high = Infinity): void {
  if (value >= low && value < high) return;
  throw new ArgumentError(`${name} is a number from ${low}${high < Infinity ? ` up to ${high}` : ""}, not ${value}.`);
}

const isGrouped = <S>(params: Params<S>): params is readonly (Partial<S> & { readonly params: readonly Tensor[] })[] =>
  Array.isArray(params) && params.length > 0 && "params" in Object(params[0]);
