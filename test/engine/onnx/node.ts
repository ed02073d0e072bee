// One node test of ONNX: an operator, its attributes, inputs, and the outputs it must have.
import { readFileSync } from "node:fs";
import { type DType, type Tensor, tensor } from "../../../engine/index.ts";

type Listed = number | "nan" | "inf" | "-inf";

export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: readonly Listed[];
}

export interface NodeCase {
  readonly name: string;
  readonly op: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly inputs: readonly (TensorSpec | null)[];
  readonly outputs: readonly TensorSpec[];
  /** Of all outputs of the operator, which ones the node has. */
  readonly asked: readonly boolean[];
}

export const real = (value: Listed): number =>
  value === "nan" ? NaN : value === "inf" ? Infinity : value === "-inf" ? -Infinity : value;

export const tensorOf = ({ shape, dtype, data }: TensorSpec): Tensor =>
  tensor(data.map(real), { dtype }).reshape([...shape]);

export function nodeCases(): readonly NodeCase[] {
  const url = new URL("../../fixtures/onnx/nodes.json", import.meta.url);
  return (JSON.parse(readFileSync(url, "utf8")) as { readonly cases: readonly NodeCase[] }).cases;
}

/** An operator's attributes, with what they are when the node does not say. */
export class Attributes {
  readonly #given: NodeCase["attributes"];

  constructor(given: NodeCase["attributes"]) {
    this.#given = given;
  }

  number(name: string, otherwise: number): number {
    return (this.#given[name] as number | undefined) ?? otherwise;
  }

  word(name: string, otherwise: string): string {
    return (this.#given[name] as string | undefined) ?? otherwise;
  }

  flag(name: string, otherwise: boolean): boolean {
    return Boolean(this.number(name, Number(otherwise)));
  }

  list(name: string): number[] | undefined {
    return this.#given[name] as number[] | undefined;
  }

  tensor(name: string): Tensor | undefined {
    const given = this.#given[name] as TensorSpec | undefined;
    return given && tensorOf(given);
  }
}
