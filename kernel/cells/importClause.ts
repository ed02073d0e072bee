// The small parts of import and export declarations, written as JavaScript.
import type { ImportDeclaration } from "oxc-parser";

/** `a`, or `"any text"`. */
export const nameOf = (name: { type: string; name?: string; value?: unknown }): string =>
  name.name ?? String(name.value);

/** `with { type: "json" }` as a further argument of a call of `import`. */
export function importOptions(attributes: ImportDeclaration["attributes"]): string {
  if (attributes.length === 0) return "";
  const pairs = attributes.map(({ key, value }) => `${JSON.stringify(nameOf(key))}: ${JSON.stringify(value.value)}`);
  return `, { with: { ${pairs.join(", ")} } }`;
}
