// The engine's public surface: re-exports only. Everything here is a global in notebooks.
import "./ops/methods.ts";
import "./ops/moreMethods.ts";

export * as autograd from "./autograd/index.ts";
export { enableGrad, noGrad } from "./autograd/mode.ts";
export { compile, type CompileOptions, type Compiled } from "./compile/compile.ts";
export { scope } from "./compile/scope.ts";
export * as data from "./data/index.ts";
export * as decomposition from "./decomposition/index.ts";
export {
  ArgumentError,
  CaptureError,
  DTypeError,
  EngineError,
  GradientError,
  IndexError,
  OutOfMemoryError,
  type Report,
  ShapeError,
  StateDictError,
  TensorDisposedError,
  WasmError,
} from "./errors.ts";
export * as io from "./io/index.ts";
export * as landscape from "./landscape/index.ts";
export * as linalg from "./ops/linalg.ts";
export * as memory from "./memory/index.ts";
export * as metrics from "./metrics/index.ts";
export * as nn from "./nn/index.ts";
export { add, div, maximum, minimum, mul, pow, sub } from "./ops/arithmetic.ts";
export { equal, isclose } from "./ops/checks.ts";
export { allclose, where } from "./ops/compare.ts";
export { bincount, type Distinct, histc, searchsorted, unique } from "./ops/counting.ts";
export { diag, tril, triu } from "./ops/diagonals.ts";
export {
  arange,
  type CreateOptions,
  eye,
  full,
  fullLike,
  linspace,
  logspace,
  oneHot,
  ones,
  onesLike,
  tensor,
  zeros,
  zerosLike,
} from "./ops/create.ts";
export { einsum } from "./ops/einsum.ts";
export type { Index, Slice } from "./ops/indexing.ts";
export { cat, stack } from "./ops/join.ts";
export { matmul } from "./ops/matmul.ts";
export { atan2, lerp, logaddexp } from "./ops/mixing.ts";
export type { Operand } from "./ops/operand.ts";
export { dot, outer } from "./ops/products.ts";
export {
  bernoulli,
  multinomial,
  rand,
  randint,
  randLike,
  randn,
  randnLike,
  type RandomOptions,
  randperm,
} from "./ops/random.ts";
export { flip, meshgrid, roll } from "./ops/rearrange.ts";
export * as optim from "./optim/index.ts";
export { argsort, sort, type Sorted, type SortOptions, topk, type TopKOptions } from "./ops/sort.ts";
export type { DType } from "./tensor/dtype.ts";
export { Generator, manualSeed } from "./tensor/generator.ts";
export type { Shape } from "./tensor/shape.ts";
export { Tensor } from "./tensor/tensor.ts";
export * as text from "./text/index.ts";
export * as threads from "./threads/index.ts";
export { getNumThreads, setNumThreads } from "./threads/threads.ts";
export * as train from "./train/index.ts";
