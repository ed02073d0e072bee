// Makes methods of tensors out of functions whose first operand is a tensor. A call that fails in a way that is not the
// engine's own is explained by what it was called with: the only cost is where it fails.
import { explained } from "../tensor/given.ts";
import { Tensor } from "../tensor/tensor.ts";

export function installMethods(functions: Readonly<Record<string, unknown>>): void {
  for (const [name, operation] of Object.entries(functions)) {
    const call = operation as (...operands: unknown[]) => unknown;
    // Up to two more operands, which nearly all calls have, go on as they are: a list of them costs more than a small sum.
    const method = function (this: Tensor, first?: unknown, second?: unknown, ...rest: unknown[]): unknown {
      const count = arguments.length;
      try {
        if (count === 1) return call(this, first);
        if (count === 0) return call(this);
        if (count === 2) return call(this, first, second);
        return call(this, first, second, ...rest);
      } catch (error) {
        throw explained(error, name, [first, second, ...rest].slice(0, count));
      }
    };
    Object.defineProperty(Tensor.prototype, name, { value: method, writable: true, configurable: true });
  }
}
