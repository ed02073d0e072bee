// The names that a binding pattern makes: `{ a, b: [c, ...d] = [] }` makes a, c and d.
import type { BindingPattern } from "oxc-parser";

type Pattern = BindingPattern | Extract<BindingPattern, { type: "ArrayPattern" }>["elements"][number];

export function boundNames(pattern: Pattern | { type: "RestElement"; argument: BindingPattern }): string[] {
  if (!pattern) return [];
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === "RestElement" ? property : property.value),
      );
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => boundNames(element));
    case "AssignmentPattern":
      return boundNames(pattern.left);
    case "RestElement":
      return boundNames(pattern.argument);
  }
}
