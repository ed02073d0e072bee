// Operators of ONNX as calls of the engine: what each takes is in https://onnx.ai/onnx/operators. Numbers, reductions and
// products are here; what moves numbers about is in moves.ts, layers in layers.ts.
import * as g from "../../../engine/index.ts";
import { full, nn, type Tensor, where } from "../../../engine/index.ts";
import type { Attributes } from "./node.ts";

/** @param x inputs; those left out are undefined  @param outputs how many are asked for */
export type Operator = (x: readonly Tensor[], a: Attributes, outputs: number) => Tensor | readonly Tensor[];

const f = nn.functional;
export const numbers = (x: Tensor | undefined): number[] | undefined => x && Array.from(x.data, Number);
export const number = (x: Tensor | undefined): number | undefined => x && Number(x.data[0]);

/** Of a method of tensors with nothing to choose. */
const method =
  (name: "abs" | "acos" | "asin" | "atan" | "exp" | "log" | "sqrt" | "tanh"): Operator =>
  ([x]) =>
    x![name]();
const methods = (names: string): Record<string, Operator> =>
  Object.fromEntries(
    names.split(" ").map((op) => [op, method((op[0]!.toLowerCase() + op.slice(1)) as Parameters<typeof method>[0])]),
  );

/** Folds inputs two by two. */
const folded =
  (two: (a: Tensor, b: Tensor) => Tensor): Operator =>
  (all) =>
    all.reduce(two);

/** Over the axes of the second input, or of the attribute; none means all, unless the node says that none means none. */
const reduction =
  (reduce: (x: Tensor, options: { dim?: number[]; keepdim: boolean }) => Tensor): Operator =>
  ([x, axes], a) => {
    const dim = numbers(axes) ?? a.list("axes");
    if ((dim === undefined || dim.length === 0) && a.flag("noop_with_empty_axes", false)) return x!;
    return reduce(x!, { keepdim: a.flag("keepdims", true), ...(dim && dim.length > 0 && { dim }) });
  };

const extreme =
  (find: "argmax" | "argmin"): Operator =>
  ([x], a) => {
    const [dim, keepdim] = [a.number("axis", 0), a.flag("keepdims", true)];
    if (!a.flag("select_last_index", false)) return x![find]({ dim, keepdim });
    const size = x!.shape.at(dim)!;
    const fromEnd = g.flip(x!, [dim])[find]({ dim, keepdim });
    return fromEnd.mul(-1).add(size - 1);
  };

/** Sums or products from the start or the end, with or without the number itself. */
const running =
  (run: (x: Tensor, dim: number) => Tensor, neutral: number): Operator =>
  ([x, axis], a) => {
    const dim = number(axis)!;
    const turned = (y: Tensor): Tensor => (a.flag("reverse", false) ? g.flip(y, [dim]) : y);
    const all = run(turned(x!), dim);
    if (!a.flag("exclusive", false)) return turned(all);
    const size = x!.shape.at(dim)!;
    const before = full(all.shape.with(dim, 1), neutral, { dtype: all.dtype });
    return turned(g.cat([before, all.narrow(dim, 0, size - 1)], dim));
  };

const whole = (x: Tensor): Tensor => x.trunc();

/** The remainder with the sign of the divisor, or of the number. */
const modulo: Operator = ([x, y], a) => (a.flag("fmod", false) ? x!.fmod(y!) : x!.remainder(y!));

const gemm: Operator = ([x, y, c], a) => {
  const turned = (m: Tensor, name: string): Tensor => (a.flag(name, false) ? m.transpose(0, 1) : m);
  const product = g.matmul(turned(x!, "transA"), turned(y!, "transB")).mul(a.number("alpha", 1));
  return c ? product.add(c.mul(a.number("beta", 1))) : product;
};

const asFloat = (x: Tensor): Tensor => (x.dtype === "float64" ? x : x.to("float32"));

export const operators: Readonly<Record<string, Operator>> = {
  ...methods(
    "Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Erf Exp Floor Log Neg Reciprocal Relu Round Sigmoid Sign Sin Sinh Sqrt Tan Tanh",
  ),
  Add: ([x, y]) => x!.add(y!),
  Sub: ([x, y]) => x!.sub(y!),
  Mul: ([x, y]) => x!.mul(y!),
  // Whole numbers are divided without a remainder.
  Div: ([x, y]) => (x!.dtype === "int32" ? whole(x!.div(y!)) : x!.div(y!)).to(x!.dtype),
  Pow: ([x, y]) => x!.pow(y!).to(x!.dtype),
  Mod: modulo,
  Max: folded(g.maximum),
  Min: folded(g.minimum),
  Sum: folded(g.add),
  Mean: (all) => all.reduce((p, q) => p.add(q)).div(all.length),
  And: ([x, y]) => x!.logicalAnd(y!),
  Or: ([x, y]) => x!.logicalOr(y!),
  Xor: ([x, y]) => x!.logicalXor(y!),
  Not: ([x]) => x!.logicalNot(),
  Equal: ([x, y]) => x!.eq(y!),
  Greater: ([x, y]) => x!.gt(y!),
  GreaterOrEqual: ([x, y]) => x!.ge(y!),
  Less: ([x, y]) => x!.lt(y!),
  LessOrEqual: ([x, y]) => x!.le(y!),
  IsNaN: ([x]) => x!.isnan(),
  IsInf: ([x], a) => {
    const [up, down] = [a.flag("detect_positive", true), a.flag("detect_negative", true)];
    return up && down ? x!.isinf() : x!.isinf().logicalAnd(up ? x!.gt(0) : x!.lt(0));
  },
  Where: ([condition, x, y]) => where(condition!, x!, y!),
  Clip: ([x, min, max]) => {
    const [low, high] = [number(min), number(max)];
    return low === undefined && high === undefined
      ? x!
      : x!.clamp({ ...(low !== undefined && { min: low }), ...(high !== undefined && { max: high }) });
  },
  Identity: ([x]) => x!.clone(),
  Celu: ([x], a) => f.celu(x!, a.number("alpha", 1)),
  Elu: ([x], a) => f.elu(x!, a.number("alpha", 1)),
  Gelu: ([x], a) => f.gelu(x!, { approximate: a.word("approximate", "none") as "none" | "tanh" }),
  HardSigmoid: ([x], a) => x!.mul(a.number("alpha", 0.2)).add(a.number("beta", 0.5)).clamp({ min: 0, max: 1 }),
  HardSwish: ([x]) => f.hardswish(x!),
  LeakyRelu: ([x], a) => f.leakyRelu(x!, a.number("alpha", 0.01)),
  LogSoftmax: ([x], a) => f.logSoftmax(x!, a.number("axis", -1)),
  Softmax: ([x], a) => f.softmax(x!, a.number("axis", -1)),
  Mish: ([x]) => f.mish(x!),
  PRelu: ([x, slope]) => where(x!.gt(0), x!, x!.mul(slope!)),
  Selu: ([x], a) => f.elu(x!, a.number("alpha", 1.6732632)).mul(a.number("gamma", 1.050701)),
  Softplus: ([x]) => f.softplus(x!),
  Softsign: ([x]) => f.softsign(x!),
  ReduceSum: reduction((x, o) => x.sum(o).to(x.dtype)),
  ReduceMean: reduction((x, o) => asFloat(x).mean(o)),
  ReduceMax: reduction((x, o) => x.amax(o)),
  ReduceMin: reduction((x, o) => x.amin(o)),
  ReduceProd: reduction((x, { dim, keepdim }) =>
    dim ? x.prod({ dim: dim[0]!, keepdim }) : x.prod().reshape(keepdim ? x.shape.map(() => 1) : []),
  ),
  ReduceL1: reduction((x, o) => x.abs().sum(o)),
  ReduceL2: reduction((x, o) => x.square().sum(o).sqrt()),
  ReduceSumSquare: reduction((x, o) => x.square().sum(o)),
  ReduceLogSum: reduction((x, o) => x.sum(o).log()),
  ReduceLogSumExp: reduction((x, o) => x.exp().sum(o).log()),
  ArgMax: extreme("argmax"),
  ArgMin: extreme("argmin"),
  CumSum: running((x, dim) => x.cumsum(dim), 0),
  CumProd: running((x, dim) => x.cumprod(dim), 1),
  MatMul: ([x, y]) => g.matmul(x!, y!),
  Gemm: gemm,
  Det: ([x]) =>
    x!.ndim === 2
      ? g.linalg.det(x!)
      : g
          .stack(
            x!
              .reshape([-1, ...x!.shape.slice(-2)])
              .unbind()
              .map((m) => g.linalg.det(m)),
          )
          .reshape(x!.shape.slice(0, -2)),
  Einsum: (all, a) => g.einsum(a.word("equation", ""), ...all),
};
