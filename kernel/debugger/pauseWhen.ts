// When a breakpoint stops, as one JavaScript expression that V8 evaluates at its place: the condition, the count of hits,
// and, for a logpoint, the text that is printed instead of stopping. The count and the printing live in the user's thread
// (main/inspection.ts), because the expression does.
import { DebugError, type SourceBreakpoint } from "./protocol.ts";
import { withoutTypes } from "./typescript.ts";

/**
 * What V8 evaluates; undefined for a breakpoint that always stops.
 *
 * @param key under which hits are counted: one for each run of a cell, so that a run begins at its first hit
 * @throws DebugError when a part of it cannot be read
 */
export function pauseWhen({ condition, hitCondition, logMessage }: SourceBreakpoint, key: string): string | undefined {
  const parts = [
    ...(condition ? [`(${javascript("condition", condition)})`] : []),
    ...(hitCondition ? [hits(hitCondition, key)] : []),
    ...(logMessage ? [`__gradbookPoint.log(${template(logMessage)})`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(" && ");
}

/** `5` and `== 5` stop at the fifth hit, `>= 5` from the fifth on, `% 5` at every fifth. */
function hits(wanted: string, key: string): string {
  const [, operator = "==", number] = /^\s*(==?=?|>=?|<=?|%)?\s*(\d+)\s*$/.exec(wanted) ?? [];
  if (number === undefined) {
    throw new DebugError(`The hit count '${wanted}' cannot be read: expected 5, == 5, > 5, >= 5, < 5, <= 5 or % 5.`);
  }
  const count = `__gradbookPoint.hit(${JSON.stringify(key)})`;
  if (operator === "%") return `${count} % ${number} === 0`;
  return `${count} ${/^=+$/.test(operator) ? "===" : operator} ${number}`;
}

/** `loss is {loss}` → a list of texts and of functions that give the values. */
function template(message: string): string {
  const pieces = message.split(/\{([^{}]*)\}/);
  return pieces
    .map((piece, i) => (i % 2 === 0 ? JSON.stringify(piece) : `() => (${javascript("message", piece)})`))
    .join(", ");
}

function javascript(part: string, expression: string): string {
  try {
    return withoutTypes(expression);
  } catch (error) {
    throw new DebugError(`The ${part} is not TypeScript: ${(error as Error).message}`);
  }
}
