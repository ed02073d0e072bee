// `nn.utils`: gradients kept in bounds before a step, and parameters as one vector.
import { ArgumentError, GradientError } from "../errors.ts";
import { capturing, work } from "../memory/capture.ts";
import { itemsOf, needTensors } from "../tensor/given.ts";
import { Tensor } from "../tensor/tensor.ts";
import { changeAll, gradientLists, normOf } from "./gradientLists.ts";

export { parametersToVector, vectorToParameters } from "./parameterVectors.ts";

export interface ClipGradNormOptions {
  /** Which p-norm: 2 (default), another positive number, or Infinity for the largest absolute value. */
  readonly normType?: number;
  /** Throws when the norm is infinite or not a number. Default false. */
  readonly errorIfNonfinite?: boolean;
}

/**
 * Scales all gradients by one factor so that their norm together is at most `maxNorm` (Pascanu, Mikolov & Bengio 2013):
 * g ← g · min(1, maxNorm / (‖g‖ + 1e-6)). Parameters without a gradient do not count.
 * @returns the norm before; NaN while a step is being captured by `compile`, whose gradients are clipped each time
 * @throws ArgumentError, GradientError
 */
export function clipGradNorm(
  parameters: Tensor | Iterable<Tensor>,
  maxNorm: number,
  { normType = 2, errorIfNonfinite = false }: ClipGradNormOptions = {},
): number {
  if (!(maxNorm >= 0)) throw new ArgumentError(`clipGradNorm needs a maxNorm of 0 or more, not ${maxNorm}.`);
  if (!(normType > 0)) throw new ArgumentError(`clipGradNorm needs a normType above 0, not ${normType}.`);
  const learning = listOf(parameters, "clipGradNorm");
  const repeated = capturing();
  let total = NaN;
  work(() => {
    total = clip(learning, maxNorm, normType, errorIfNonfinite);
  });
  return repeated ? NaN : total;
}

const listOf = (parameters: Tensor | Iterable<Tensor>, what: string): readonly Tensor[] =>
  parameters instanceof Tensor
    ? [parameters]
    : needTensors([...itemsOf(parameters, `${what}() takes parameters`)], what, "parameters");

function clip(parameters: readonly Tensor[], maxNorm: number, normType: number, errorIfNonfinite: boolean): number {
  const lists = gradientLists(parameters);
  const total = normOf(lists, normType);
  if (errorIfNonfinite && !Number.isFinite(total)) {
    throw new GradientError({
      problem: `The norm of the gradients is ${total}.`,
      attempt: "a smaller learning rate, or looking for the first layer whose gradient is not finite",
    });
  }
  const factor = maxNorm / (total + 1e-6);
  // Not "factor < 1": a norm that is not a number must show in the gradients, not pass in silence.
  if (!(factor >= 1)) changeAll(lists, (kernels, list, rows) => kernels.scale(list, rows, factor));
  return total;
}

/** Cuts every number of the gradients off at ± `clipValue`. @throws ArgumentError */
export function clipGradValue(parameters: Tensor | Iterable<Tensor>, clipValue: number): void {
  if (!(clipValue >= 0)) throw new ArgumentError(`clipGradValue needs a clipValue of 0 or more, not ${clipValue}.`);
  const learning = listOf(parameters, "clipGradValue");
  work(() =>
    changeAll(gradientLists(learning), (kernels, list, rows) => kernels.clamp(list, rows, -clipValue, clipValue)),
  );
}
