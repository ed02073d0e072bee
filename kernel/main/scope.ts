// The script scope that cells share: `let` slots that every script of this thread sees, and what is in them at first.
import { Script } from "node:vm";

/** Declares slots; a slot can be declared once in the life of the thread. */
export function declareSlots(slots: readonly string[]): void {
  if (slots.length > 0) new Script(`let ${slots.join(", ")};`, { filename: "gradbook:slots" }).runInThisContext();
}

/** Declares one slot for each entry and puts the value into it. */
export function bindSlots(values: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(values);
  declareSlots(names);
  const assign = new Script(`(values) => { ${names.map((name) => `${name} = values.${name};`).join(" ")} }`, {
    filename: "gradbook:bind",
  });
  (assign.runInThisContext() as (values: unknown) => void)(values);
}
