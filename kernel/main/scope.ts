// The script scope that cells share: `let` slots that every script of this thread sees, and what is in them at first.
import { Script } from "node:vm";

/** Declares slots; a slot can be declared once in the life of the thread. */
export function declareSlots(slots: readonly string[]): void {
  if (slots.length > 0) new Script(`let ${slots.join(", ")};`, { filename: "gradbook:slots" }).runInThisContext();
}

/** Puts values into slots that are declared. */
export function assignSlots(values: Readonly<Record<string, unknown>>): void {
  const assignments = Object.keys(values).map((name) => `${name} = values.${name};`);
  const assign = new Script(`(values) => { ${assignments.join(" ")} }`, { filename: "gradbook:bind" });
  (assign.runInThisContext() as (values: unknown) => void)(values);
}
