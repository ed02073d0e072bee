// Neighbouring elementwise works as one: each number is read once, goes through all formulas in registers, and only
// results that somebody needs later are written. The formulas are the very ones of the single kernels, so every number
// comes out the same to the last bit.
import { type BinaryName, fusedMap, type MapStep, type UnaryName } from "../kernels/maps.ts";
import type { Work } from "../memory/capture.ts";
import type { Storage } from "../memory/storage.ts";
import { Tensor } from "../tensor/tensor.ts";

/** What `ops/elementwise` tells about its works. */
interface MapWork {
  readonly formula: UnaryName | BinaryName;
  readonly operands: readonly Tensor[];
  readonly out: Tensor;
}

/** Kernels with more pointers than this spill registers. */
const pointersAtMost = 8;

/** The works, with chains of elementwise ones joined. `outlives(storage, i)`: somebody needs it after work i. */
export function fuse(works: readonly Work[], outlives: (storage: Storage, work: number) => boolean): Work[] {
  const result: Work[] = [];
  for (let i = 0; i < works.length;) {
    const chain = chainFrom(works, i);
    const fused = chain.length > 1 ? joined(works.slice(i, i + chain.length), chain, i, outlives) : undefined;
    if (fused) {
      result.push(fused);
      i += chain.length;
    } else {
      result.push(works[i]!);
      i += 1;
    }
  }
  return result;
}

/** Elementwise works over the same count, from work `start` on. */
function chainFrom(works: readonly Work[], start: number): MapWork[] {
  const chain: MapWork[] = [];
  const pointers = new Set<Tensor>();
  for (let i = start; i < works.length; i += 1) {
    const map = asMap(works[i]!);
    if (!map || (chain.length > 0 && map.out.numel() !== chain[0]!.out.numel())) break;
    for (const tensor of [...map.operands, map.out]) pointers.add(tensor);
    if (pointers.size > pointersAtMost) break;
    chain.push(map);
  }
  return chain;
}

function asMap({ about }: Work): MapWork | undefined {
  const map = about as MapWork | undefined;
  return map?.out instanceof Tensor && map.out.dtype === "float32" && map.out.numel() > 1 ? map : undefined;
}

function joined(
  works: readonly Work[],
  chain: readonly MapWork[],
  start: number,
  outlives: (storage: Storage, work: number) => boolean,
): Work | undefined {
  const count = chain[0]!.out.numel();
  /** Storages written in the chain, and the number of the value each holds. */
  const values = new Map<Storage, number>();
  const inputs: Tensor[] = [];
  const steps: MapStep[] = [];
  for (const { formula, operands, out } of chain) {
    // A part of an earlier result is in no register.
    if (operands.some((each) => values.has(each.storage) && (each.numel() !== count || each.offset !== 0))) {
      return undefined;
    }
    const from = operands.map((operand) => {
      const known = values.get(operand.storage);
      if (known !== undefined) return { step: known };
      let input = inputs.findIndex((each) => samePlace(each, operand));
      if (input < 0) input = inputs.push(operand) - 1;
      return { input };
    });
    // Two results in one storage, or one over what was read: not worth the trouble.
    if (values.has(out.storage) || inputs.some(({ storage }) => storage === out.storage)) return undefined;
    values.set(out.storage, steps.push({ formula, from }) - 1);
  }
  const last = start + chain.length - 1;
  const stored = chain.flatMap(({ out }, i) => (outlives(out.storage, last) ? [{ out, step: i }] : []));
  const kernel = fusedMap({
    steps,
    inputs: inputs.map((each) => each.numel() === 1),
    stored: stored.map(({ step }) => step),
  });
  if (!kernel) return undefined;
  const tensors = [...inputs, ...stored.map(({ out }) => out)];
  const touched = new Set(tensors.map(({ storage }) => storage));
  // Operands' views were checked when the works were captured: they lie in rows without gaps.
  return { run: () => kernel(...tensors.map(({ pointer }) => pointer), count), touched, about: works };
}

const samePlace = (a: Tensor, b: Tensor): boolean =>
  a.storage === b.storage && a.offset === b.offset && a.numel() === b.numel();
