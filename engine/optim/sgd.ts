// Stochastic gradient descent, with momentum in the two forms in which it is taught.
import { ArgumentError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkRange, Optimizer, type Params, type UpdateJob } from "./optimizer.ts";

export interface SGDOptions {
  /** Step size η. Default 1e-3. */
  lr?: number;
  /** How much of the velocity is kept, β. Default 0: plain descent. */
  momentum?: number;
  /** How much less of the gradient goes into the velocity. Default 0. */
  dampening?: number;
  /** Pulls parameters to zero: adds this times the parameter to the gradient. Default 0. */
  weightDecay?: number;
  /** Looks ahead along the velocity (Nesterov 1983; Sutskever et al. 2013). Default false. */
  nesterov?: boolean;
  /**
   * "torch" (default): b = β b + g, p = p - η b. "classic", as in papers and lectures: v = β v - η g, p = p + v.
   * They walk the same way while η stays the same; when it changes, "torch" rescales the whole velocity at once and
   * "classic" only what is added from then on.
   */
  form?: "torch" | "classic";
}

type Settings = Required<SGDOptions>;

/**
 * Descends along the gradient.
 * @throws ArgumentError for settings outside their range, or Nesterov without momentum or with dampening
 * @example new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 })
 */
export class SGD extends Optimizer<Settings> {
  constructor(params: Params<Settings> | readonly Tensor[], options: SGDOptions = {}) {
    super(params, {
      lr: 1e-3,
      momentum: 0,
      dampening: 0,
      weightDecay: 0,
      nesterov: false,
      form: "torch",
      ...options,
    });
  }

  protected check({ momentum, weightDecay, nesterov, dampening, form }: Settings): void {
    checkRange("momentum", momentum, 0);
    checkRange("weightDecay", weightDecay, 0);
    if (nesterov && (momentum === 0 || dampening !== 0)) {
      throw new ArgumentError("nesterov needs a momentum above 0 and no dampening.");
    }
    if (form === "classic" && dampening !== 0) throw new ArgumentError('The "classic" form has no dampening.');
    if (form !== "torch" && form !== "classic") {
      throw new ArgumentError(`form is "torch" or "classic", not "${String(form)}".`);
    }
  }

  protected keeps({ momentum }: Settings): readonly string[] {
    return momentum === 0 ? nothing : velocity;
  }

  protected update({ settings, kernels, list, rows, step }: UpdateJob<Settings>): void {
    const { lr, momentum, weightDecay, nesterov } = settings;
    if (momentum === 0) {
      kernels.descend(list, rows, lr, weightDecay);
      return;
    }
    const walk = nesterov ? kernels.nesterov : kernels.momentum;
    if (settings.form === "classic") {
      // The same kernel with the step size inside the velocity, whose sign is turned: u = β u + η g, p = p - u.
      walk(list, rows, 1, weightDecay, momentum, lr);
    } else {
      walk(list, rows, lr, weightDecay, momentum, step === 1 ? 1 : 1 - settings.dampening);
    }
  }
}

const nothing: readonly string[] = [];
const velocity: readonly string[] = ["momentumBuffer"];
