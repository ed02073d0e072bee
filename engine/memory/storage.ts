// A storage: the memory of one tensor and of all its views. Holding it keeps the memory; giving it back early is
// allowed, and using it afterwards is an error rather than a wrong number.
import { type Operand, TensorDisposedError } from "../errors.ts";
import { touch } from "./capture.ts";
import type { Page } from "./page.ts";

export class Storage {
  /** Keeps the memory alive. Undefined once it was given back. */
  page: Page | undefined;
  /** Address of the first byte, a signed 32-bit integer. */
  #pointer: number;
  /** Counts changes in place; the tape compares it to notice that a value it needs was overwritten. */
  version = 0;
  /** Counts up over all storages: tells which are younger than a moment. */
  readonly serial: number;
  /** Why it was given back: completes "its memory was freed …". */
  freed: string | (() => string) = "";
  /** Stays when the scope that it was made in ends: a parameter, a gradient, what an optimizer keeps. */
  outlives = false;
  /** "layers": so far only such as do not keep it (engine/autograd/passing.ts); "anyone": somebody outside; else unknown. */
  seenBy: "layers" | "anyone" | undefined = undefined;

  constructor(page: Page, pointer: number, serial: number) {
    this.page = page;
    this.#pointer = pointer;
    this.serial = serial;
  }

  get pointer(): number {
    if (touch !== undefined) touch(this);
    if (this.page === undefined) throw disposed(this);
    return this.#pointer;
  }

  /** This storage, for another view of it. @throws TensorDisposedError once it was given back */
  held(): this {
    if (this.page === undefined) throw disposed(this);
    return this;
  }

  /** Lies at this address of a page from now on. What was there is what it holds. */
  moveTo(page: Page, pointer: number): void {
    this.page = page;
    this.#pointer = pointer;
  }
}

/** @param operands the tensor, where it is known which of those that share the memory was used */
export function disposed({ freed }: Storage, operands: readonly Operand[] = []): TensorDisposedError {
  return new TensorDisposedError({
    problem: `This tensor's memory was freed ${typeof freed === "string" ? freed : freed()}.`,
    operands,
    attempt: "keeping the tensor (return it from the scope, leave out dispose() or `using`), or clone() what you need",
  });
}
