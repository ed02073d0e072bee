// Makes methods of tensors out of functions whose first operand is a tensor. A call that fails in a way that is not the
// engine's own is explained by what it was called with: the only cost is where it fails.
import { explained } from "../tensor/given.ts";
import { Tensor } from "../tensor/tensor.ts";

export function installMethods(functions: Readonly<Record<string, unknown>>): void {
  for (const [name, operation] of Object.entries(functions)) {
    const method = function (this: Tensor, ...rest: unknown[]): unknown {
      try {
        return (operation as (...operands: unknown[]) => unknown)(this, ...rest);
      } catch (error) {
        throw explained(error, name, rest);
      }
    };
    Object.defineProperty(Tensor.prototype, name, { value: method, writable: true, configurable: true });
  }
}
