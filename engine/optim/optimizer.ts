// What all optimizers share: groups of parameters with settings of their own, and the state of each parameter (state.ts).
// A step is one call of a kernel for all parameters of a group, or one for each stretch of them that are as many steps
// old. An optimizer adds only which kernel that is (`update`); the arithmetic is in kernels/updates.ts.
import { ArgumentError, StateDictError } from "../errors.ts";
import { writeList } from "../kernels/lists.ts";
import { type Updates, updates } from "../kernels/updates.ts";
import { work } from "../memory/capture.ts";
import { packed } from "../ops/contiguous.ts";
import { isFloat } from "../tensor/dtype.ts";
import { needTensors } from "../tensor/given.ts";
import { sameShape } from "../tensor/shape.ts";
import { clearGrad, gradOf, type Tensor } from "../tensor/tensor.ts";
import { addArrays, completeState, type Learner, learnerOf } from "./state.ts";

/** Parameters that share settings. Settings may be changed between steps; schedules do. */
export type ParamGroup<Settings> = Settings & { readonly params: readonly Tensor[] };

/** What an optimizer takes: parameters, or groups of them with settings that differ from the common ones. */
export type Params<Settings> =
  | readonly Tensor[]
  | readonly (Partial<Settings> & { readonly params: readonly Tensor[] })[];

/** Everything needed to go on after a break. Parameters are numbered in their order. */
export interface OptimizerState<Settings> {
  readonly state: Readonly<
    Record<number, { readonly step: number; readonly arrays: Readonly<Record<string, Tensor>> }>
  >;
  readonly paramGroups: readonly Settings[];
}

/** Parameters of one dtype and as many steps old, in one step, as `update` sees them. */
export interface UpdateJob<Settings> {
  readonly settings: Settings;
  readonly kernels: Updates;
  /** Address of the list (kernels/lists.ts) of parameters, their gradients and the arrays of `keeps`, and its rows. */
  readonly list: number;
  readonly rows: number;
  /** Counts from 1. */
  readonly step: number;
}

/** The base of all optimizers. `Settings` are what a group of parameters may set for itself. */
export abstract class Optimizer<Settings extends { lr: number } = { lr: number }> {
  readonly paramGroups: ParamGroup<Settings>[] = [];
  /** The parameters of each group. */
  readonly #learners: (readonly Learner[])[] = [];
  readonly #states = new Map<Tensor, Learner>();

  constructor(params: Params<Settings>, settings: Settings) {
    for (const group of isGrouped(params) ? params : [{ params }]) {
      this.addParamGroup(group as Partial<Settings> & { params: readonly Tensor[] }, settings);
    }
    if (this.paramGroups.every((group) => group.params.length === 0)) {
      throw new ArgumentError(`${this.constructor.name} got no parameters. Try model.parameters().`);
    }
  }

  /** Changes parameters by their gradients. */
  protected abstract update(job: UpdateJob<Settings>): void;

  /**
   * Names of the arrays that the kernel keeps for each parameter with these settings, in its order: the same list each time,
   * not one like it.
   */
  protected abstract keeps(settings: Settings): readonly string[];

  /** What all numbers in them are at first. */
  protected startOf(_settings: Settings): number {
    return 0;
  }

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
    this.#learners.push(whole.params.map((param) => this.#learner(param)));
  }

  /** Changes every parameter that has a gradient. @throws ArgumentError, before it changes any, if one does not fit */
  step(): void {
    work(() => {
      const due = this.#learners.map(withGradients);
      this.paramGroups.forEach((group, i) => this.#stepGroup(group, due[i]!));
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
          const { step, arrays } = this.#learner(param);
          return step > 0 ? [[i, { step, arrays: { ...arrays } }]] : [];
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
    const loaded = Object.entries(state).map(([i, { step, arrays }]) => {
      const param = all[Number(i)];
      const misfit = Object.values(arrays).find((array) => !param || !sameShape(array.shape, param.shape));
      if (!param || misfit) throw new StateDictError(`The state of parameter ${i} does not fit: other parameters?`);
      return { learner: this.#learner(param), step, arrays };
    });
    for (const learner of this.#states.values()) Object.assign(learner, learnerOf(learner.param));
    const names = [...new Set(loaded.flatMap(({ arrays }) => Object.keys(arrays)))];
    addArrays(
      names.map((name) => [name, loaded.flatMap(({ learner, arrays }) => (name in arrays ? [learner] : []))] as const),
    );
    for (const { learner, step, arrays } of loaded) {
      learner.step = step;
      for (const [name, array] of Object.entries(arrays)) learner.arrays[name]!.data.set(array.data);
    }
    paramGroups.forEach((settings, i) => Object.assign(this.paramGroups[i]!, settings));
  }

  /**
   * What the optimizer keeps for a parameter, by name, such as Adam's `mean` and `square`; empty before its first step. They
   * share one memory with those of other parameters: `clone()` what is to be disposed of.
   */
  stateOf(param: Tensor): Readonly<Record<string, Tensor>> {
    return this.#states.get(param)?.arrays ?? {};
  }

  #stepGroup(settings: Settings, { due, grads }: Due): void {
    const names = this.keeps(settings);
    completeState(due, names, this.startOf(settings));
    for (let from = 0, to = 0; from < due.length; from = to) {
      const { step, param: first } = due[from]!;
      const kernels = updates(first.dtype === "float64" ? "float64" : "float32");
      for (; to < due.length && due[to]!.step === step && due[to]!.param.dtype === first.dtype; to += 1) {
        due[to]!.step += 1;
        due[to]!.param.storage.version += 1;
      }
      const list = writeList(
        to - from,
        2 + names.length,
        (row, k) => {
          const { param, inOrder } = due[from + row]!;
          return (k === 0 ? param : k === 1 ? grads[from + row]! : inOrder[k - 2]!).pointer;
        },
        (row) => due[from + row]!.param.numel(),
      );
      this.update({ settings, kernels, list, rows: to - from, step: step + 1 });
    }
  }

  #learner(param: Tensor): Learner {
    let learner = this.#states.get(param);
    if (!learner) this.#states.set(param, (learner = learnerOf(param)));
    return learner;
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

/** Who learns in a step, and from what. */
interface Due {
  readonly due: readonly Learner[];
  /** In rows without gaps. */
  readonly grads: readonly Tensor[];
}

function withGradients(learners: readonly Learner[]): Due {
  const due: Learner[] = [];
  const grads: Tensor[] = [];
  for (const learner of learners) {
    const { param } = learner;
    const grad = gradOf(param);
    if (grad === undefined) continue;
    if (!sameShape(grad.shape, param.shape) || grad.dtype !== param.dtype) {
      throw new ArgumentError(
        `The gradient [${grad.shape.join(", ")}] ${grad.dtype} does not fit its parameter ` +
          `[${param.shape.join(", ")}] ${param.dtype}.`,
      );
    }
    due.push(learner);
    grads.push(packed(grad));
  }
  return { due, grads };
}

/** Throws unless `value` is from `low` up to, not including, `high`. */
export function checkRange(name: string, value: number, low: number, high = Infinity): void {
  if (value >= low && value < high) return;
  throw new ArgumentError(`${name} is a number from ${low}${high < Infinity ? ` up to ${high}` : ""}, not ${value}.`);
}

const isGrouped = <S>(params: Params<S>): params is readonly (Partial<S> & { readonly params: readonly Tensor[] })[] =>
  Array.isArray(params) && params.length > 0 && "params" in Object(params[0]);
