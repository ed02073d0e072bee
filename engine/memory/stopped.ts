// Code that is stopped from outside. A host may end code that is running, as a notebook's kernel does when somebody presses
// the stop button, and V8 then runs no `finally`. What holds only while some code runs (no gradients, an open scope) would
// hold for ever. So whoever changes such a thing says here how it is when nothing runs, and the host says when it stopped
// something. Knows nothing of what there is to put back.

const resets: (() => void)[] = [];
const undos: (() => void)[] = [];

/** `reset` makes a thing as it is when no code runs. To be called once for each. */
export function whenStopped(reset: () => void): void {
  resets.push(reset);
}

/** Runs `body`, and then `undo` in any case: also when `body` throws, and when it is stopped. */
export function undoing<T>(undo: () => void, body: () => T): T {
  undos.push(undo);
  try {
    return body();
  } finally {
    undos.pop();
    undo();
  }
}

/** For hosts: code was stopped, and nothing of it is running any more. Puts back what it would have put back itself. */
export function codeStopped(): void {
  for (const reset of resets) reset();
  while (undos.length > 0) undos.pop()!();
}
