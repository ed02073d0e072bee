// What fitted models have in common: they refuse to work before `fit`, and on rows of another width.
import { EngineError, ShapeError } from "../errors.ts";

/** A model was asked for what it learns only from `fit`. */
export class NotFittedError extends EngineError {
  constructor(what: string) {
    super({ problem: `${what} has not learned anything yet.`, attempt: "fit(x) or fitTransform(x) first" });
  }
}

export function checkColumns(what: string, given: number, expected: number): void {
  if (given === expected) return;
  throw new ShapeError(`${what} was fitted to make this from rows of ${expected} numbers; these have ${given}.`);
}
