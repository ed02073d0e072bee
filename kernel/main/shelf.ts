// What the panel "Tensors & runs" is told of this thread: the tensors, modules and recorders that the notebook's
// variables lead to, and any of them as a figure. A constant of the script scope; the worker calls it through the
// inspector, also in the middle of a loop, so nothing here runs the user's code or takes memory of the engine's arena.
import { Script } from "node:vm";
import { types } from "node:util";
import { memory, nn, Tensor, train } from "../../engine/index.ts";
import { type FigureKind, mimeOf } from "../../extension/figures/payload/mime.ts";
import {
  pathText,
  type ShelfItem,
  type ShelfList,
  type ShelfPath,
  type ShelfWishes,
} from "../../extension/figures/payload/shelf.ts";
import { curves } from "../figures/curves.ts";
import type { Figure } from "../figures/figure.ts";
import { bytesOf, module } from "../figures/module.ts";
import { prefer } from "../figures/preferences.ts";
import { tensor } from "../figures/tensor.ts";
import type { ShelfFinding } from "../link/messages.ts";
import { imprint } from "./imprint.ts";
import { sheltered } from "./shelter.ts";

/** A variable: its name, how to get at its value, and the cell that made it. */
export type Variable = readonly [name: string, value: () => unknown, madeIn: string];

/** Values to list, values to look at in one list or object, and how far inwards. */
const most = { items: 300, inside: 64, depth: 2 };

export function installShelf(): void {
  const declare = new Script("const __gradbookShelf = {}; __gradbookShelf", { filename: "gradbook:shelf" });
  const shelf = {
    list: (variables: readonly Variable[]) => sheltered(() => JSON.stringify(list(variables))),
    figure: (...wanted: Parameters<typeof figure>) => sheltered(() => figure(...wanted)),
    prefer: wishes,
  };
  Object.freeze(Object.assign(declare.runInThisContext() as object, shelf));
}

/** Everything that the variables hold, or their lists and plain objects. */
export function list(variables: readonly Variable[]): ShelfList {
  const items: ShelfItem[] = [];
  let omitted = 0;
  const visit = (path: ShelfPath, value: unknown, madeIn: string): void => {
    const item = describe(value);
    if (item && items.length < most.items) items.push({ path, ...item, madeIn });
    else if (item) omitted += 1;
    else if (path.length <= most.depth) for (const [key, inner] of parts(value)) visit([...path, key], inner, madeIn);
  };
  for (const [name, value, madeIn] of variables) visit([name], value(), madeIn);
  const { used, peak } = memory.usage();
  return { type: "list", items, omitted, memory: { used, peak, process: process.memoryUsage.rss() } };
}

/**
 * @param seen what the figure that was sent last was made of
 * @returns JSON of a `ShelfFinding`, or undefined when it would be the same again
 */
export function figure(value: unknown, path: ShelfPath, seen = ""): string | undefined {
  const found = path.slice(1).reduce<unknown>((whole, key) => new Map(parts(whole)).get(key), value);
  const title = pathText(path);
  let finding: ShelfFinding;
  try {
    const [kind, build] = draw(found, title);
    const now = imprint(found);
    if (now === seen) return undefined;
    finding = { type: "figure", mime: mimeOf(kind), payload: build().payload, seen: now };
  } catch (error) {
    finding = { type: "problem", message: (error as Error).message };
  }
  return JSON.stringify(finding);
}

function wishes(wanted: ShelfWishes): void {
  prefer(wanted);
}

/** @throws Error when there is nothing to draw */
function draw(value: unknown, title: string): [FigureKind, () => Figure] {
  if (isTensor(value)) return ["tensor", () => tensor(value, { title })];
  if (value instanceof nn.Module) return ["module", () => module(value, { title })];
  if (value instanceof train.Recorder && value.series.size > 0) return ["curves", () => curves(value, { title })];
  if (value instanceof train.Recorder) throw new Error(`${title} has recorded nothing yet.`);
  throw new Error(`${title} is no tensor, module or recorder any more.`);
}

type Described = Omit<ShelfItem, "path" | "madeIn">;

function describe(value: unknown): Described | undefined {
  // Asking a proxy what it is would run the user's code.
  if (typeof value !== "object" || value === null || types.isProxy(value)) return undefined;
  if (isTensor(value)) {
    const summary = `[${value.shape.join(", ")}] ${value.dtype}`;
    return { kind: "tensor", summary, bytes: bytesOf(value), requiresGrad: value.requiresGrad };
  }
  if (value instanceof nn.Module) {
    const parameters = value.parameters();
    const bytes = parameters.reduce((sum, one) => sum + bytesOf(one), 0);
    const summary = `${value.title}, ${value.parameterCount.toLocaleString("en")} parameters`;
    return { kind: "module", summary, bytes, requiresGrad: parameters.some((one) => one.requiresGrad) };
  }
  if (value instanceof train.Recorder) {
    const last = [...value.series].map(([name, { values }]) => `${name} ${Number(values.at(-1)!.toPrecision(4))}`);
    const numbers = [...value.series.values()].reduce((sum, { values }) => sum + values.length, 0);
    const summary = last.length > 0 ? last.join(", ") : "nothing recorded yet";
    return { kind: "recorder", summary, bytes: numbers * 24, requiresGrad: false };
  }
  return undefined;
}

/** A tensor that still has its memory. */
const isTensor = (value: unknown): value is Tensor => value instanceof Tensor && value.storage.page !== undefined;

/** What a list or a plain object holds, without calling a getter. */
function parts(value: unknown): [key: string | number, value: unknown][] {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return [];
  if (Array.isArray(value)) return value.slice(0, most.inside).map((inner, i) => [i, inner]);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return [];
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(value)).slice(0, most.inside);
  return descriptors.flatMap(([key, descriptor]) => ("value" in descriptor ? [[key, descriptor.value]] : []));
}
