// Questions to the person at the front-end, answered before the call returns: no `await`, as in a browser.

/** Asks and waits. @returns null when the question was refused */
export type Ask = (question: string, password: boolean) => string | null;

let ask: Ask = () => {
  throw new Error("Nobody can answer: questions need a notebook's kernel.");
};

/** For the kernel: how questions reach somebody. */
export function setAsk(next: Ask): void {
  ask = next;
}

/**
 * Asks for a line of text.
 * @returns the answer, or `fallback` (default: empty) when it is empty; null when the question was refused
 * @throws Error at once when the front-end runs cells without input, as nbconvert does
 */
export function prompt(question = "", fallback = ""): string | null {
  const answer = ask(question === "" ? "" : `${question} `, false);
  return answer === "" ? fallback : answer;
}

/** Asks a question of yes or no; anything but `y` or `yes` is no. */
export function confirm(question = ""): boolean {
  return /^y(es)?$/i.test(ask(`${question} [y/N] `, false)?.trim() ?? "");
}

/** Asks for text that is not shown while it is typed. */
export function password(question = "Password:"): string | null {
  return ask(`${question} `, true);
}
