// Tensors in arrays and objects of tensors and other values, as functions take and give them.
import { Tensor } from "./tensor.ts";

/** The same structure with every tensor changed. */
export function mapTensors(value: unknown, change: (tensor: Tensor) => Tensor): unknown {
  if (value instanceof Tensor) return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTensors(each, change));
  if (isPlain(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapTensors(each, change)]));
  }
  return value;
}

/** All tensors, in order. */
export function tensorsIn(value: unknown): Tensor[] {
  const found: Tensor[] = [];
  mapTensors(value, (tensor) => {
    found.push(tensor);
    return tensor;
  });
  return found;
}

/** An object that only holds values, of no class. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
