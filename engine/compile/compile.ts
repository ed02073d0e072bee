// `compile(step)`: a training step that is captured once and then repeated. The idea is CUDA graphs' and tinygrad's
// TinyJit: not the code is compiled, but what it did is done again, at the same places in memory.
import { gradEnabled } from "../autograd/mode.ts";
import { CaptureError } from "../errors.ts";
import { capturing } from "../memory/capture.ts";
import { outsideScopes } from "../memory/scope.ts";
import { mapTensors, tensorsIn } from "../tensor/nested.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { Program } from "./program.ts";
import { keyOf } from "./values.ts";

export interface CompileOptions {
  /**
   * For how many kinds of arguments (shapes, dtypes, plain values) programs are kept; the one not used for the longest
   * time goes first. Default 8.
   */
  readonly versions?: number;
}

/** A step that repeats itself. */
export interface Compiled<A extends readonly unknown[], R> {
  (...args: A): R;
  /** The programs captured so far: how many pieces of work, and how much memory they share. */
  readonly programs: readonly { readonly works: number; readonly bytes: number }[];
}

/**
 * Captures a step once and repeats it without its code: no tensors are made, memory is planned, chains of elementwise
 * operations become one pass. The numbers are those of the step itself, to the last bit.
 *
 * The first call with new shapes, dtypes or plain values runs the step as it is, the second captures it, all others
 * repeat. A step may run modules, `backward()`, `clipGradNorm`, optimizers, schedules, dropout and other random numbers of
 * the engine. Repeated is what happens to tensors, gradients, optimizers, schedules and generators; other effects
 * (`console.log`, counting, reading the next batch from a variable) happen in the first two calls only, so what changes
 * from call to call must be an argument. What the step returns belongs to the caller and is outside the graph; tensors
 * it puts elsewhere cannot be used after it, and `.grad` lies in the same memory call after call.
 * @param step a function of tensors, plain values, and arrays and objects of them
 * @returns a function with the same arguments and result
 * @throws CaptureError when called: the step looks at numbers (`item()`, `data`, an operation that computes in plain
 *   TypeScript), or an argument is neither tensor nor plain value
 * @example
 * const step = compile((x: Tensor, y: Tensor) => {
 *   optimizer.zeroGrad();
 *   const loss = nn.functional.crossEntropy(model.call(x), y);
 *   loss.backward();
 *   optimizer.step();
 *   return loss;
 * });
 * for (const [x, y] of batches) step(x, y);
 */
export function compile<A extends readonly unknown[], R>(
  step: (...args: A) => R,
  { versions = 8 }: CompileOptions = {},
): Compiled<A, R> {
  if (typeof step !== "function") throw new CaptureError("compile takes a function: compile((x, y) => { … }).");
  /** By kind of arguments, the one used last at the end; undefined after the first call. */
  const programs = new Map<string, Program | undefined>();

  const compiled = (...args: A): R => {
    // Within another captured step the code runs as part of that.
    if (capturing()) return step(...args);
    for (const tensor of tensorsIn(args)) if (tensor.requiresGrad) throw wantsGradient(tensor);
    const key = `${keyOf(args)}${gradEnabled() ? "" : " without gradients"}`;
    let program = programs.get(key);
    if (!programs.has(key)) {
      const result = mapTensors(step(...args), (tensor) => tensor.detach()) as R;
      remember(key, undefined);
      return result;
    }
    if (program) {
      remember(key, program);
      return program.run(tensorsIn(args)) as R;
    }
    const own = mapTensors(args, inputLike) as unknown as A;
    program = new Program(tensorsIn(own), () => step(...own));
    remember(key, program);
    return program.result() as R;
  };

  const remember = (key: string, program: Program | undefined): void => {
    programs.delete(key);
    programs.set(key, program);
    const [oldest] = programs.keys();
    if (programs.size > versions) programs.delete(oldest!);
  };

  return Object.defineProperty(compiled, "programs", {
    get: () =>
      [...programs.values()].flatMap((program) => (program ? [{ works: program.works, bytes: program.bytes }] : [])),
  }) as Compiled<A, R>;
}

function wantsGradient({ name, shape }: Tensor): CaptureError {
  return new CaptureError({
    problem: "A compiled step copies its arguments, and this one wants a gradient, which would reach the copy.",
    operands: [{ role: "argument", name, shape }],
    attempt: "using parameters as variables from outside the step, or detach()",
  });
}

/** A tensor of the program's own, with the numbers of the argument. */
function inputLike(argument: Tensor): Tensor {
  const own = outsideScopes(() => empty(argument.shape, argument.dtype));
  own.data.set(argument.data);
  if (argument.name !== undefined) own.name = argument.name;
  return own;
}
