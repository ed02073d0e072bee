// A captured step as a program: its works, in memory planned for them once. Running it makes no tensors, no graph and no
// garbage; what a work does is what it did when the step ran by itself, so the numbers are the same to the last bit.
import { allocate, youngest } from "../memory/arena.ts";
import { capture, type Captured, fix, type Work } from "../memory/capture.ts";
import { recordAllocations } from "../memory/scope.ts";
import { sizeOf } from "../memory/sizes.ts";
import type { Storage } from "../memory/storage.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { fuse } from "./fuse.ts";
import { planMemory } from "./plan.ts";
import { mapTensors } from "../tensor/nested.ts";

export class Program {
  readonly #inputs: readonly Tensor[];
  readonly #works: readonly Work[];
  readonly #temporaries: readonly Storage[];
  readonly #output: unknown;
  readonly #block: Storage;
  readonly #addresses: readonly number[];

  /**
   * Captures `step`. The inputs are what it computes from: their numbers are replaced for each run.
   * @throws CaptureError for a step that cannot be repeated without running its code
   */
  constructor(inputs: readonly Tensor[], step: () => unknown) {
    this.#inputs = inputs;
    let output: unknown;
    const since = youngest();
    const { value: captured, made } = recordAllocations(() =>
      capture(since, () => {
        output = step();
        mapTensors(output, (tensor) => {
          fix(tensor.storage);
          return tensor;
        });
      }),
    );
    this.#output = mapTensors(output, (tensor) => tensor.detach());
    const own = new Set(made.filter((storage) => !captured.fixed.has(storage)));
    this.#works = fuse(captured.works, outlivesIn(captured, own));
    const lives = livesOf(this.#works, own);
    this.#temporaries = [...lives.keys()];
    const plan = planMemory([...lives.values()]);
    this.#block = allocate(plan.bytes, "the working memory of a compiled step");
    const start = this.#block.pointer;
    this.#addresses = plan.offsets.map((offset) => (start + offset) | 0);
    // From now on nobody may look at temporaries: another one may lie there.
    for (const storage of own) leave(storage);
  }

  /** Bytes of working memory. */
  get bytes(): number {
    return sizeOf(this.#block.page!.sizeClass);
  }

  get works(): number {
    return this.#works.length;
  }

  /** What the step returned when it was captured, or in the last run, in memory of the caller's own. */
  result(): unknown {
    return mapTensors(this.#output, copyOf);
  }

  /** Does it all again with these inputs. */
  run(given: readonly Tensor[]): unknown {
    given.forEach((tensor, i) => this.#inputs[i]!.data.set(tensor.data));
    const page = this.#block.page!;
    this.#temporaries.forEach((storage, i) => storage.moveTo(page, this.#addresses[i]!));
    try {
      for (const { run } of this.#works) run();
    } finally {
      for (const storage of this.#temporaries) leave(storage);
    }
    return this.result();
  }
}

function leave(storage: Storage): void {
  storage.page = undefined;
  storage.freed = "when the compiled step that made it ended; what a step returns can be kept";
}

/** Whether a storage is needed after a work: it is not the step's own, or a later work touches it. */
function outlivesIn({ works }: Captured, own: ReadonlySet<Storage>): (storage: Storage, work: number) => boolean {
  const last = new Map<Storage, number>();
  works.forEach(({ touched }, i) => {
    for (const storage of touched) last.set(storage, i);
  });
  return (storage, work) => !own.has(storage) || last.get(storage)! > work;
}

/** When the step's own storages are in use. */
function livesOf(works: readonly Work[], own: ReadonlySet<Storage>) {
  const lives = new Map<Storage, { bytes: number; first: number; last: number }>();
  works.forEach(({ touched }, i) => {
    for (const storage of touched) {
      if (!own.has(storage)) continue;
      const life = lives.get(storage);
      if (life) life.last = i;
      else lives.set(storage, { bytes: sizeOf(storage.page!.sizeClass), first: i, last: i });
    }
  });
  return lives;
}

function copyOf(tensor: Tensor): Tensor {
  const out = empty(tensor.shape, tensor.dtype);
  out.data.set(tensor.data);
  return out;
}
