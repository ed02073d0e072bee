// The check cells' ruler: compares a number of the chapter with its reference, and says so in one line.

/** What a number should be: near a value, below one, above one, or between two. */
export type Expectation =
  | { readonly is: number; readonly within: number }
  | { readonly below: number }
  | { readonly above: number }
  | { readonly between: readonly [low: number, high: number] };

/**
 * Prints ✔ with the number, what was expected and the tolerance.
 *
 * @throws Error with the same words when the number is elsewhere.
 */
export function check(what: string, actual: number, expected: Expectation): void {
  const line = `${what}: ${format(actual)} (${describe(expected)})`;
  if (!holds(actual, expected)) throw new Error(`✘ ${line}`);
  console.log(`✔ ${line}`);
}

function holds(actual: number, expected: Expectation): boolean {
  if ("is" in expected) return Math.abs(actual - expected.is) <= expected.within;
  if ("below" in expected) return actual < expected.below;
  if ("above" in expected) return actual > expected.above;
  return actual >= expected.between[0] && actual <= expected.between[1];
}

function describe(expected: Expectation): string {
  if ("is" in expected) return `${format(expected.is)} ± ${format(expected.within)}`;
  if ("below" in expected) return `below ${format(expected.below)}`;
  if ("above" in expected) return `above ${format(expected.above)}`;
  return `between ${format(expected.between[0])} and ${format(expected.between[1])}`;
}

function format(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(2) : String(Number(value.toPrecision(7)));
}
