// Layer normalisation over the rows of a matrix of float32 numbers, forward and backward; without centring it is
// RMSNorm. With n columns, per row:
//   μ = Σ x / n,   r = 1 / √(Σ (x - μ)² / n + ε),   x̂ = (x - μ) r,   y = w x̂ + b
//   ∂L/∂x = r (gw - mean(gw) - x̂ mean(gw x̂)),   ∂L/∂w += g x̂,   ∂L/∂b += g        (RMSNorm: μ = 0, no mean(gw))
// Ba, Kiros & Hinton, "Layer Normalization" (2016); Zhang & Sennrich, "Root Mean Square Layer Normalization" (2019).
import type { Code, Variable } from "../wasm/code.ts";
import { features } from "../wasm/features.ts";
import { Module, kernelsOf } from "../wasm/module.ts";
import { type Value, f32, f32x4, v128 } from "../wasm/values.ts";
import * as plain from "../reference/layerNormRows.ts";
import { bestMadd } from "./arithmetic.ts";
import { constant } from "./constants.ts";
import { floatBytes } from "./lanes.ts";
import { RowPasses, forEachRow } from "./rows.ts";

/**
 * y = w x̂ + b for each row; writes μ and r of each row for the backward pass. `weight` or `bias` 0: none of it.
 * `centre` false leaves μ at 0.
 */
export function layerNorm(
  x: number,
  weight: number,
  bias: number,
  y: number,
  mean: number,
  reciprocal: number,
  rows: number,
  columns: number,
  epsilon: number,
  centre: boolean,
): void {
  if (!features().simd) plain.layerNorm(x, weight, bias, y, mean, reciprocal, rows, columns, epsilon, centre);
  else {
    const { forward } = kernels(weight !== 0, bias !== 0, centre);
    forward(x, weight, bias, y, mean, reciprocal, rows, columns, epsilon);
  }
}

/** Writes ∂L/∂x, or adds it to what is at `dx` if `add`; adds to ∂L/∂w at `dWeight` and to ∂L/∂b at `dBias` unless they are 0. */
export function layerNormGrad(
  g: number,
  x: number,
  weight: number,
  mean: number,
  reciprocal: number,
  dx: number,
  dWeight: number,
  dBias: number,
  rows: number,
  columns: number,
  centre: boolean,
  add = false,
): void {
  if (!features().simd) {
    plain.layerNormGrad(g, x, weight, mean, reciprocal, dx, dWeight, dBias, rows, columns, centre, add);
  } else {
    const made = kernels(weight !== 0, dBias !== 0, centre);
    (add ? made.backwardAdding : made.backward)(g, x, weight, mean, reciprocal, dx, dWeight, dBias, rows, columns);
  }
}

/** Names of the eight variants, made once. */
const keys = Array.from({ length: 8 }, (_, variant) => `layerNorm ${variant}`);

function kernels(weighted: boolean, biased: boolean, centre: boolean) {
  const key = keys[(weighted ? 4 : 0) + (biased ? 2 : 0) + (centre ? 1 : 0)];
  return kernelsOf(key, () => write(weighted, biased, centre));
}

function write(weighted: boolean, biased: boolean, centre: boolean): Module {
  const module = new Module();
  const madd = bestMadd();
  const forwardParams = { x: "i32", weight: "i32", bias: "i32", y: "i32", mean: "i32", reciprocal: "i32" } as const;
  const matrix = { rows: "i32", columns: "i32" } as const;

  module.define("forward", { ...forwardParams, ...matrix, epsilon: "f32" }, (code, p) => {
    const row = new RowPasses({ code, madd }, [p.x, p.weight, p.bias, p.y]);
    const perNumber = code.let(f32.div(f32.const(1), f32.convertI32(p.columns)));
    const average = (sum: Value<"f32">) => f32.mul(sum, perNumber);
    const centred = (offset: number) => {
      return centre ? f32x4.sub(v128.load(p.x, offset), shift) : v128.load(p.x, offset);
    };
    const shift = code.declare("v128");
    forEachRow(code, p, [p.x, p.y], () => {
      if (centre) code.set(shift, f32x4.splat(average(row.sum(p.columns, (offset) => v128.load(p.x, offset)))));
      const squares = row.sum(p.columns, (offset) => {
        const deviation = code.let(centred(offset));
        return f32x4.mul(deviation, deviation);
      });
      // Not the scalar square root: V8 encodes it so that it stalls for 120 ns after code on 256-bit registers.
      const variance = f32x4.splat(f32.add(average(squares), p.epsilon));
      const factor = code.let(f32x4.div(constant({ code }, 1), f32x4.sqrt(variance)));
      row.store(p.columns, p.y, (offset) => {
        const hat = f32x4.mul(centred(offset), factor);
        const scaled = weighted ? f32x4.mul(hat, v128.load(p.weight, offset)) : hat;
        return biased ? f32x4.add(scaled, v128.load(p.bias, offset)) : scaled;
      });
      code.do(f32.store(p.mean, f32x4.extractLane(shift, 0)));
      code.do(f32.store(p.reciprocal, f32x4.extractLane(factor, 0)));
      code.add(p.mean, floatBytes);
      code.add(p.reciprocal, floatBytes);
    });
  });

  const backwardParams = { g: "i32", x: "i32", weight: "i32", mean: "i32", reciprocal: "i32", dx: "i32" } as const;
  const backwardAll = { ...backwardParams, dWeight: "i32", dBias: "i32", ...matrix } as const;
  type Params = Readonly<Record<keyof typeof backwardAll, Variable<"i32">>>;
  const backward = (code: Code, p: Params, adding: boolean): void => {
    const row = new RowPasses({ code, madd }, [p.g, p.x, p.weight, p.dx, p.dWeight, p.dBias]);
    const perNumber = code.let(f32.div(f32.const(1), f32.convertI32(p.columns)));
    const [shift, factor] = [code.declare("v128"), code.declare("v128")];
    const spreadMean = (sum: Value<"f32">) => code.let(f32x4.splat(f32.mul(sum, perNumber)));
    const weightedG = (offset: number) => {
      return weighted ? f32x4.mul(v128.load(p.g, offset), v128.load(p.weight, offset)) : v128.load(p.g, offset);
    };
    const hat = (offset: number) => f32x4.mul(f32x4.sub(v128.load(p.x, offset), shift), factor);
    forEachRow(code, p, [p.g, p.x, p.dx], () => {
      code.set(shift, v128.load32Splat(p.mean));
      code.set(factor, v128.load32Splat(p.reciprocal));
      const meanG = centre ? spreadMean(row.sum(p.columns, weightedG)) : constant({ code }, 0);
      const meanGHat = spreadMean(row.sum(p.columns, (offset) => f32x4.mul(weightedG(offset), hat(offset))));
      if (weighted) {
        row.store(p.columns, p.dWeight, (offset) => {
          return madd(v128.load(p.g, offset), hat(offset), v128.load(p.dWeight, offset));
        });
      }
      if (biased) {
        row.store(p.columns, p.dBias, (offset) => f32x4.add(v128.load(p.g, offset), v128.load(p.dBias, offset)));
      }
      row.store(p.columns, p.dx, (offset) => {
        const rest = f32x4.add(meanG, f32x4.mul(hat(offset), meanGHat));
        const pull = f32x4.mul(factor, f32x4.sub(weightedG(offset), rest));
        return adding ? f32x4.add(v128.load(p.dx, offset), pull) : pull;
      });
      code.add(p.mean, floatBytes);
      code.add(p.reciprocal, floatBytes);
    });
  };
  module.define("backward", backwardAll, (code, p) => backward(code, p, false));
  module.define("backwardAdding", backwardAll, (code, p) => backward(code, p, true));
  return module;
}
