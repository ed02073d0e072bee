// What layers are made with comes from users, and memory is laid out by it: what is wrong is refused by name before
// anything is.
import { ArgumentError } from "../errors.ts";

/** No list of JavaScript is longer. */
const most = 2 ** 32 - 1;

/**
 * Checks the sizes a layer is made with.
 * @param least what each must reach. Default 0: PyTorch, too, makes empty layers.
 * @throws ArgumentError naming the size
 */
export function checkSizes(layer: string, sizes: Readonly<Record<string, number>>, least = 0): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (Number.isInteger(size) && size >= least && size <= most) continue;
    const given = typeof size === "number" ? size : `a value of type ${size === null ? "null" : typeof size}`;
    throw new ArgumentError(
      `nn.${layer}: ${name} is a whole number from ${least}${size > most ? ` to ${most}` : ""}, not ${given}.`,
    );
  }
}

/** @throws ArgumentError for a function that recurrent layers do not have */
export function checkNonlinearity(layer: string, nonlinearity: string): void {
  if (nonlinearity === "tanh" || nonlinearity === "relu") return;
  throw new ArgumentError(`nn.${layer}: nonlinearity is "tanh" or "relu", not ${JSON.stringify(nonlinearity)}.`);
}
