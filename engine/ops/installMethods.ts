// Makes methods of tensors out of functions whose first operand is a tensor.
import { Tensor } from "../tensor/tensor.ts";

export function installMethods(functions: Readonly<Record<string, unknown>>): void {
  for (const [name, operation] of Object.entries(functions)) {
    const method = function (this: Tensor, ...rest: unknown[]): unknown {
      return (operation as (...operands: unknown[]) => unknown)(this, ...rest);
    };
    Object.defineProperty(Tensor.prototype, name, { value: method, writable: true, configurable: true });
  }
}
