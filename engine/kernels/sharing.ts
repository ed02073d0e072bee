// The kernels that work is shared with among threads, in two kinds: those that compute here and now, and for each task
// those that write their calls down for another thread. A piece of work is written once, with the kit it is given.
import { recordersOf } from "../threads/calls.ts";
import { shareTasks, threads } from "../threads/threads.ts";
import { worthSharing } from "../threads/worth.ts";
import { features } from "../wasm/features.ts";
import { kernelsOf } from "../wasm/module.ts";
import type { Gemm, GemmPacked } from "./gemmBlocks.ts";
import { chosenProduct, productVia } from "./gemmChoice.ts";
import { type HeadProducts, headProductsVia } from "./headProducts.ts";
import { lazily } from "./lazily.ts";
import {
  binary,
  type BinaryName,
  binaryVia,
  type RowMap,
  unary,
  type UnaryMap,
  type UnaryName,
  unaryVia,
} from "./maps.ts";
import { cells, type Cells, cellsVia } from "./recurrentCells.ts";
import { gated, type SlopedMap, type SlopedName, slopedVia } from "./slopes.ts";
import { softmax, softmaxGrad, softmaxVia } from "./softmaxRows.ts";

/** Maps by their names, of two operands the form whose rows are vectors both; and what works on rows and matrices. */
export interface Kit extends Readonly<Record<UnaryName, UnaryMap>>, Readonly<Record<BinaryName, RowMap>> {
  readonly sloped: Readonly<Record<SlopedName, SlopedMap>>;
  readonly gemm: Gemm;
  readonly gemmPacked: GemmPacked;
  readonly cells: Cells;
  /** Needs vectors. */
  readonly heads: () => HeadProducts;
  readonly softmax: typeof softmax;
  readonly softmaxGrad: typeof softmaxGrad;
}

/**
 * Runs the tasks 0 … count - 1, each with the kit it is given, on all threads there are. Tasks allocate nothing, and
 * write nothing that another one reads or writes.
 */
export function share(count: number, run: (task: number, kit: Kit) => void): void {
  const here = directKit();
  if (threads === 1 || count === 1 || !features().simd) {
    for (let task = 0; task < count; task += 1) run(task, here);
    return;
  }
  while (listing.length < count) listing.push(kitVia(recordersOf));
  shareTasks(
    count,
    (task) => run(task, here),
    (task) => run(task, listing[task]!),
  );
}

/** How many tasks work is cut into that has so many multiply-adds, and falls into at most so many parts. */
export function tasksFor(work: number, most: number): number {
  return threads === 1 || work < worthSharing ? 1 : Math.min(threads, most);
}

/** The part of `total` things that falls to a task, in whole groups but for the last: from … to. */
export function part(total: number, task: number, tasks: number, group = 1): readonly [from: number, to: number] {
  const groups = Math.ceil(total / group);
  const at = (number: number) => Math.min(total, Math.round((groups * number) / tasks) * group);
  return [at(task), at(task + 1)];
}

let headsHere: HeadProducts | undefined;
let direct: Kit | undefined;
/** One for each task: their products have working memory of their own. */
const listing: Kit[] = [];

function directKit(): Kit {
  direct ??= Object.assign(maps(kernelsOf, unary, binary), {
    gemm: chosenProduct().multiply,
    gemmPacked: chosenProduct().multiplyPacked,
    cells: cells(),
    heads: () => (headsHere ??= headProductsVia(kernelsOf)),
    softmax,
    softmaxGrad,
  });
  return direct;
}

function kitVia(via: typeof kernelsOf): Kit {
  const product = productVia(via);
  let heads: HeadProducts | undefined;
  const unaries = lazily(unaryNames, (name) => unaryVia(name, via));
  const binaries = lazily(binaryNames, (name) => binaryVia(name, via));
  return Object.assign(maps(via, unaries, binaries), {
    gemm: product.multiply,
    gemmPacked: product.multiplyPacked,
    cells: cellsVia(via),
    heads: () => (heads ??= headProductsVia(via)),
    ...softmaxVia(via),
  });
}

const unaryNames = Object.keys(unary) as UnaryName[];
const binaryNames = Object.keys(binary) as BinaryName[];

/** Each made when first asked for. */
function maps(via: typeof kernelsOf, unaries: typeof unary, binaries: typeof binary) {
  const ofOne = new Set<string>(unaryNames);
  const made = lazily([...unaryNames, ...binaryNames], (name): UnaryMap | RowMap =>
    ofOne.has(name) ? unaries[name as UnaryName] : binaries[name as BinaryName].vectors,
  ) as Record<UnaryName, UnaryMap> & Record<BinaryName, RowMap>;
  return Object.assign(made, { sloped: lazily(Object.keys(gated) as SlopedName[], (name) => slopedVia(name, via)) });
}
