// From a model to its figure: the tree of its modules, and for every parameter the spread of its numbers and of its
// gradient. The numbers themselves stay in the kernel.
import { moduleSentence } from "../../extension/figures/module/describe.ts";
import { moduleStill } from "../../extension/figures/module/still.ts";
import { lightTheme } from "../../extension/figures/draw/theme.ts";
import { limits } from "../../extension/figures/payload/limits.ts";
import {
  type ModulePayload,
  type ModuleRowPayload,
  type ModuleStats,
  readModule,
} from "../../extension/figures/payload/module.ts";
import { measure } from "../../extension/figures/tensor/measure.ts";
import { nn, type Tensor } from "../../engine/index.ts";
import { Figure } from "./figure.ts";
import { FigureError } from "./figureError.ts";

export interface ModuleFigureOptions {
  readonly title?: string;
}

/**
 * A model as a tree: its modules and parameters with shapes and counts, how the numbers are spread, and how large the
 * gradients are (after `backward()`; broken and vanished ones are marked).
 * @throws FigureError when the value is no module
 * @example
 * loss.backward();
 * figures.module(model, { title: "after one step" });
 */
export function module(model: nn.Module, options: ModuleFigureOptions = {}): Figure {
  if (!(model instanceof nn.Module)) {
    throw new FigureError(
      `figures.module: expected a model (an nn.Module), but got ${model === null ? "null" : typeof model}. For a tensor use figures.tensor(…).`,
    );
  }
  const rows = new TreeWriter(model).rows;
  const named = model.namedParameters().map(([, parameter]) => parameter);
  const parameters = [...new Set(named)];
  const buffers = Object.values(model.stateDict()).slice(named.length);
  const payload: ModulePayload = {
    v: 1,
    title: options.title ?? "",
    alt: "",
    bytes: [...parameters, ...buffers].reduce((sum, tensor) => sum + bytesOf(tensor), 0),
    count: model.parameterCount,
    trainable: parameters.reduce((sum, one) => sum + (one.requiresGrad ? one.numel() : 0), 0),
    training: model.training,
    omitted: Math.max(0, rows.length - limits.rows),
    rows: rows.slice(0, limits.rows),
  };
  const name = options.title ? `${options.title}: ` : "";
  const alt = `${name}${rows[0]!.type}, ${moduleSentence(readModule(payload))}.`.slice(0, limits.alt);
  const source = { ...payload, alt };
  return new Figure({ kind: "module", payload: source, still: () => moduleStill(readModule(source), lightTheme) });
}

/** Walks the model once and writes a row for everything it meets. */
class TreeWriter {
  readonly rows: ModuleRowPayload[] = [];
  readonly #state: nn.StateDict;
  /** Where each parameter stood first. */
  readonly #seen = new Map<Tensor, string>();

  constructor(model: nn.Module) {
    this.#state = model.stateDict();
    this.#module(model, "", "", 0);
  }

  #module(one: nn.Module, name: string, path: string, depth: number): void {
    if (depth > limits.depth) return;
    this.rows.push({
      kind: "module",
      depth,
      name: short(name),
      type: short(one.title),
      count: one.parameterCount,
    });
    const prefix = path && `${path}.`;
    const own = one.namedParameters().filter(([key]) => !key.includes("."));
    for (const [key, parameter] of own) this.#parameter(parameter, key, prefix + key, depth + 1);
    const children = one.namedChildren();
    for (const key of this.#buffersOf(
      prefix,
      [...own, ...children].map(([known]) => known),
    )) {
      this.rows.push({ ...tensorRow(this.#state[prefix + key]!, key, depth + 1), kind: "buffer" });
    }
    for (const [key, child] of children) this.#module(child, key, prefix + key, depth + 1);
  }

  #parameter(parameter: nn.Parameter, name: string, path: string, depth: number): void {
    const before = this.#seen.get(parameter);
    if (before === undefined) this.#seen.set(parameter, path);
    const { grad, requiresGrad } = parameter;
    this.rows.push({
      ...tensorRow(parameter, name, depth),
      kind: "parameter",
      trainable: requiresGrad,
      ...(before !== undefined && { sameAs: short(before) }),
      ...(grad && { gradient: statsOf(grad) }),
    });
  }

  /** What is saved with a module but not learned: known only from the names in the state. */
  #buffersOf(prefix: string, known: readonly string[]): string[] {
    return Object.keys(this.#state)
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
      .filter((key) => !key.includes(".") && !known.includes(key));
  }
}

function tensorRow(tensor: Tensor, name: string, depth: number): Omit<ModuleRowPayload, "kind"> {
  const { dtype, shape } = tensor;
  return { depth, name: short(name), type: dtype, shape: [...shape], count: tensor.numel(), values: statsOf(tensor) };
}

function statsOf(tensor: Tensor): ModuleStats {
  const { min, max, mean, std, nan, posInf, negInf, histogram, count } = measure(tensor.contiguous().data, {
    bins: 32,
  });
  const finite = count - nan - posInf - negInf;
  const known = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    norm: known(Math.sqrt(finite * (std ** 2 + mean ** 2))),
    mean: known(mean),
    std: known(std),
    min: known(min),
    max: known(max),
    broken: count - finite,
    histogram,
  };
}

export const bytesOf = (tensor: Tensor): number => tensor.numel() * (tensor.dtype === "float64" ? 8 : tensor.dtype === "bool" ? 1 : 4); // prettier-ignore

const short = (text: string): string => text.slice(0, limits.label);
