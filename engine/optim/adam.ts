// Adam and AdamW: steps of about `lr` whatever the size of the gradients.
import type { Tensor } from "../tensor/tensor.ts";
import { checkRange, Optimizer, type Params, type UpdateJob } from "./optimizer.ts";

export interface AdamOptions {
  /** Step size. Default 1e-3. */
  lr?: number;
  /** How much of the running means of g and of g² is kept. Default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Keeps the division finite. Default 1e-8. */
  eps?: number;
  /** Adam adds it times the parameter to the gradient (default 0); AdamW shrinks the parameter by it (default 0.01). */
  weightDecay?: number;
  /** Divides by the largest second moment so far, so that steps never grow again (Reddi et al. 2018). Default false. */
  amsgrad?: boolean;
}

type Settings = Required<AdamOptions>;

/**
 * m = β₁ m + (1-β₁) g;  v = β₂ v + (1-β₂) g²;  p = p - lr (m / (1-β₁ᵗ)) / (√(v / (1-β₂ᵗ)) + ε)
 * (Kingma & Ba 2015, algorithm 1). The two divisions by 1-βᵗ correct the bias of means that start from zero.
 * @throws ArgumentError for settings outside their range
 * @example new optim.Adam(model.parameters(), { lr: 3e-4 })
 */
export class Adam extends Optimizer<Settings> {
  constructor(params: Params<Settings> | readonly Tensor[], options: AdamOptions = {}) {
    super(params, { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, amsgrad: false, ...options });
  }

  protected check({ betas, eps, weightDecay }: Settings): void {
    checkRange("betas[0]", betas[0], 0, 1);
    checkRange("betas[1]", betas[1], 0, 1);
    checkRange("eps", eps, 0);
    checkRange("weightDecay", weightDecay, 0);
  }

  protected keeps({ amsgrad }: Settings): readonly string[] {
    return amsgrad ? withLargest : moments;
  }

  protected update(job: UpdateJob<Settings>): void {
    adamStep(job, 1, job.settings.weightDecay);
  }
}

/**
 * Adam with weight decay apart from the gradient: p = (1 - lr · weightDecay) p before each step
 * (Loshchilov & Hutter 2019).
 */
export class AdamW extends Adam {
  constructor(params: Params<Settings> | readonly Tensor[], options: AdamOptions = {}) {
    super(params, { weightDecay: 1e-2, ...options });
  }

  protected override update(job: UpdateJob<Settings>): void {
    adamStep(job, 1 - job.settings.lr * job.settings.weightDecay, 0);
  }
}

function adamStep({ settings, kernels, list, rows, step }: UpdateJob<Settings>, keep: number, decay: number): void {
  const { lr, eps, amsgrad } = settings;
  const [beta1, beta2] = settings.betas;
  const rate = lr / (1 - beta1 ** step);
  const widen = 1 / Math.sqrt(1 - beta2 ** step);
  const walk = amsgrad ? kernels.adamMax : kernels.adam;
  walk(list, rows, keep, decay, 1 - beta1, beta2, 1 - beta2, rate, widen, eps);
}

const moments: readonly string[] = ["mean", "square"];
const withLargest: readonly string[] = [...moments, "largestSquare"];
