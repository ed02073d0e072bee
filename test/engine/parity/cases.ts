// Calls recorded by test/fixtures/parity/cases.py: arguments made from seeds, PyTorch's outputs and gradients.
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import * as engine from "../../../engine/index.ts";
import { type DType, nn, Tensor, tensor } from "../../../engine/index.ts";
import { numbers } from "../nn/parity.ts";

export interface Case {
  readonly name: string;
  readonly args: readonly Spec[];
  readonly options: Readonly<Record<string, Spec>>;
  readonly outputs: readonly {
    readonly shape: readonly number[];
    readonly data: readonly Listed[];
    /** Default that of the arguments. */
    readonly dtype?: "int32" | "bool";
  }[];
  readonly grads?: readonly (readonly Listed[] | null)[];
}

type Listed = number | "inf" | "-inf" | "nan";
type TensorSpec = { readonly grad: boolean; readonly shape: readonly number[] } & (
  | { readonly seed: number; readonly scale: number; readonly shift: number }
  | { readonly data: readonly Listed[]; readonly dtype: DType }
);
type Spec = null | number | boolean | string | readonly Spec[] | { tensor: TensorSpec } | { number: Listed };

export function casesOf(name: string): readonly Case[] {
  const url = new URL(`../../fixtures/parity/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, "utf8")) as { readonly cases: readonly Case[] }).cases;
}

/** The engine's function of a name: of `nn.functional`, a method of tensors, or one that stands by itself. */
export function functionOf(name: string): (...given: unknown[]) => unknown {
  const free = { ...engine, ...nn.functional } as unknown as Record<string, (...given: unknown[]) => unknown>;
  const method = (Tensor.prototype as unknown as Record<string, (...given: unknown[]) => unknown>)[name];
  if (name in nn.functional || !method) return free[name]!;
  return (self, ...rest) => method.apply(self, rest);
}

export interface Call {
  readonly args: unknown[];
  readonly options: object;
  /** The arguments that have gradients, in order. */
  readonly leaves: Tensor[];
}

/** Arguments in a dtype; another one for floats only. */
export function argumentsOf({ args, options }: Case, dtype: "float32" | "float64"): Call {
  const leaves: Tensor[] = [];
  const value = (spec: Spec): unknown => {
    if (Array.isArray(spec)) return spec.map(value);
    if (typeof spec !== "object" || spec === null) return spec;
    if ("number" in spec) return real(spec.number);
    const made = tensorOf((spec as { tensor: TensorSpec }).tensor, dtype);
    if (made.requiresGrad) leaves.push(made);
    return made;
  };
  const given = args.map(value);
  const named = Object.fromEntries(Object.entries(options).map(([key, spec]) => [key, value(spec)]));
  return { args: given, options: named, leaves };
}

/** What a call gives, as PyTorch lists it: several outputs one after the other. */
export function call(name: string, { args, options }: Pick<Call, "args" | "options">): Tensor[] {
  const result = functionOf(name)(...args, ...(Object.keys(options).length > 0 ? [options] : []));
  if (typeof result === "boolean") return [tensor(result)];
  if (result instanceof Tensor) return [result];
  return Object.values(result as Record<string, Tensor>);
}

/** Whether finite differences can tell the gradient. */
export function isSmooth({ args, options, outputs, grads }: Case): boolean {
  // Arguments written out stand in corners, where there is no derivative; a padding row has one and is not given it.
  const cornered = (arg: Spec): boolean =>
    typeof arg === "object" && arg !== null && "tensor" in arg && "data" in arg.tensor && arg.tensor.grad;
  const unlearned = "paddingIdx" in options;
  return Boolean(grads) && !unlearned && !args.some(cornered) && outputs.every(({ data }) => !data.includes("nan"));
}

/** Every number within `tolerance` of the expected one, or of the largest: cancellation leaves small ones no digits. */
export function expectNear(actual: Tensor, expected: readonly Listed[], tolerance: number, what: string): void {
  const [values, wanted] = [Array.from(actual.data, Number), expected.map(real)];
  expect(values.length, `${what}: how many`).toBe(wanted.length);
  const scale = Math.max(1, ...wanted.filter(Number.isFinite).map(Math.abs));
  values.forEach((value, i) => {
    if (Object.is(value, wanted[i]) || value === wanted[i]) return;
    expect(Math.abs(value - wanted[i]!) / scale, `${what}, number ${i}: ${value}, not ${wanted[i]}`).toBeLessThan(
      tolerance,
    );
  });
}

const real = (value: Listed): number =>
  value === "nan" ? NaN : value === "inf" ? Infinity : value === "-inf" ? -Infinity : value;

function tensorOf(spec: TensorSpec, dtype: "float32" | "float64"): Tensor {
  const made =
    "seed" in spec
      ? numbers(spec.seed, spec.shape).to("float64").mul(spec.scale).add(spec.shift).to(dtype)
      : tensor(spec.data.map(real), { dtype: spec.dtype === "float64" ? dtype : spec.dtype }).reshape([...spec.shape]);
  const own = made.detach();
  return spec.grad ? own.requiresGrad_() : own;
}
