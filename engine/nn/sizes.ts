// The sizes that layers are made with come from users, and memory is laid out by them: a wrong one is refused by name
// before anything is.
import { ArgumentError } from "../errors.ts";

/**
 * Checks the sizes a layer is made with.
 * @param least what each must reach. Default 0: PyTorch, too, makes empty layers.
 * @throws ArgumentError naming the size
 */
export function checkSizes(layer: string, sizes: Readonly<Record<string, number>>, least = 0): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (Number.isInteger(size) && size >= least) continue;
    const given = typeof size === "number" ? size : `a value of type ${size === null ? "null" : typeof size}`;
    throw new ArgumentError(`nn.${layer}: ${name} is a whole number from ${least}, not ${given}.`);
  }
}
