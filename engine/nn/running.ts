// Which modules are running, the outermost first, so that an error deep inside a model names the layer it belongs to, as
// in "encoder.layers.0.linear1: Linear(64 → 10)", and the line of the cell that called it.
import { describePlaceWith } from "../errors.ts";
import { captureSite, siteOf } from "../memory/origin.ts";
import { whenStopped } from "../memory/stopped.ts";

/** What must be known of a module to name it. */
export interface Nameable {
  /** Its kind and sizes: "Linear(64 → 10)". */
  readonly title: string;
  namedChildren(): readonly (readonly [name: string, child: Nameable])[];
}

const running: Nameable[] = [];
whenStopped(() => (running.length = 0));

/** From here until `leave`, errors belong to this module. */
export function enter(module: Nameable): void {
  running.push(module);
}

export function leave(): void {
  running.pop();
}

describePlaceWith(() => {
  const innermost = running.at(-1);
  if (!innermost) return undefined;
  const path = running.flatMap((outer) => wayTo(innermost, outer) ?? [])[0];
  // Only cells have short names; the path of a file would say nothing that the stack does not.
  const line = /^In\[\d+\]:\d+/.exec(siteOf(captureSite()) ?? "")?.[0];
  return `${path ? `${path}: ` : ""}${innermost.title}${line ? `, called from ${line}` : ""}`;
});

/** The names that lead from one module down to another, "layers.0.linear1"; undefined where none do. */
function wayTo(goal: Nameable, from: Nameable): string | undefined {
  for (const [name, child] of from.namedChildren()) {
    if (child === goal) return name;
    const rest = wayTo(goal, child);
    if (rest !== undefined) return `${name}.${rest}`;
  }
  return undefined;
}
