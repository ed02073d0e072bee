// `nn.utils`: keeping gradients in bounds.
import { ArgumentError } from "../errors.ts";
import { clone } from "../ops/unary.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * Scales all gradients down together so that their common norm is at most `maxNorm`: the cure for exploding gradients
 * (Pascanu, Mikolov & Bengio 2013).
 * @param normType 2 (default), another p, or Infinity
 * @returns the norm before
 */
export function clipGradNorm(
  parameters: readonly Tensor[],
  maxNorm: number,
  { normType = 2 }: { readonly normType?: number } = {},
): number {
  if (!(maxNorm >= 0)) throw new ArgumentError(`maxNorm is a number from 0, not ${maxNorm}.`);
  const grads = gradsOf(parameters);
  let total = 0;
  for (const { data } of grads) {
    for (const g of data) {
      total = normType === Infinity ? Math.max(total, Math.abs(g)) : total + Math.abs(g) ** normType;
    }
  }
  const norm = normType === Infinity ? total : total ** (1 / normType);
  const factor = maxNorm / (norm + 1e-6);
  if (factor < 1) change(grads, (g) => g * factor);
  return norm;
}

/** Cuts every number of every gradient to ± `clipValue`. */
export function clipGradValue(parameters: readonly Tensor[], clipValue: number): void {
  if (!(clipValue >= 0)) throw new ArgumentError(`clipValue is a number from 0, not ${clipValue}.`);
  change(gradsOf(parameters), (g) => Math.min(clipValue, Math.max(-clipValue, g)));
}

/** Gradients as windows on their own memory. */
function gradsOf(parameters: readonly Tensor[]): Tensor[] {
  return parameters.flatMap((parameter) => {
    if (parameter.grad && !parameter.grad.isContiguous) parameter.grad = clone(parameter.grad);
    return parameter.grad ?? [];
  });
}

function change(grads: readonly Tensor[], f: (g: number) => number): void {
  for (const { data, storage } of grads) {
    for (let i = 0; i < data.length; i += 1) data[i] = f(data[i]!);
    storage.version += 1;
  }
}
