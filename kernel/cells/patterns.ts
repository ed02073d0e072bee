// The names that a binding pattern makes: `{ a, b: [c, ...d] = [] }` makes a, c and d.
import type { BindingPattern, TSGlobalDeclaration, TSModuleDeclaration } from "oxc-parser";

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

/** `N` of `namespace N.M {}`; undefined for `declare module "text"` and `declare global`. */
export function namespaceName({ id, kind }: TSModuleDeclaration | TSGlobalDeclaration): string | undefined {
  if (kind === "global") return undefined;
  let name: { readonly type: string; readonly left?: unknown; readonly name?: string } = id;
  while (name.type === "TSQualifiedName") name = name.left as typeof name;
  return name.type === "Identifier" ? name.name : undefined;
}
