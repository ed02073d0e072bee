// A call that works, to be spoilt: the function and arguments made anew each time.
import { Generator, randn, type Tensor, tensor } from "../../../engine/index.ts";

export interface Sample {
  /** As it is exported: "nn.functional.relu"; of a class, its constructor and what is called on the instance. */
  readonly name: string;
  readonly call: (...args: never[]) => unknown;
  readonly make: () => readonly unknown[];
}

export type Samples = Readonly<Record<string, readonly [call: Sample["call"], make: Sample["make"]]>>;

export const samplesOf = (table: Samples): Sample[] =>
  Object.entries(table).map(([name, [call, make]]) => ({ name, call, make }));

/** Numbers from a normal distribution, always the same for a shape. */
export const x = (...shape: number[]): Tensor => randn(shape, { generator: new Generator(7) });
export const ints = (...values: number[]): Tensor => tensor(values, { dtype: "int32" });
export const grid = (rows: number[][]): Tensor => tensor(rows, { dtype: "int32" });
