// Top-level names of a statement, and a later declaration of them as an assignment to the one above.
import type { BindingPattern, Statement } from "oxc-parser";

/** The names that `statement` declares at run time; types leave no trace there. */
export function declaredNames(statement: Statement): string[] {
  switch (statement.type) {
    case "VariableDeclaration":
      return statement.declare ? [] : statement.declarations.flatMap(({ id }) => boundNames(id));
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return statement.id ? [statement.id.name] : [];
    case "ImportDeclaration":
      return statement.specifiers.map(({ local }) => local.name);
    case "ExportNamedDeclaration":
      return statement.declaration ? declaredNames(statement.declaration as Statement) : [];
    default:
      return [];
  }
}

/** `statement` without its declaration: `const a = 1` → `a = 1;`. Names that are not in `known` are declared first. */
export function assignment(statement: Statement, source: string, known: ReadonlySet<string>): string {
  const text = ({ start, end }: { start: number; end: number }): string => source.slice(start, end);
  switch (statement.type) {
    case "ExportNamedDeclaration":
      return assignment(statement.declaration as Statement, source, known);
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return `${statement.id!.name} = ${text(statement)};`;
    case "VariableDeclaration": {
      const fresh = declaredNames(statement).filter((name) => !known.has(name));
      const assignments = statement.declarations.map(({ id, init }) => {
        const target = id.typeAnnotation ? source.slice(id.start, id.typeAnnotation.start) : text(id);
        const assigned = `${target} = ${init ? text(init) : "undefined"};`;
        return id.type === "ObjectPattern" ? `(${assigned.slice(0, -1)});` : assigned;
      });
      return [...(fresh.length > 0 ? [`let ${fresh.join(", ")};`] : []), ...assignments].join("\n");
    }
    default:
      return text(statement);
  }
}

function boundNames(pattern: BindingPattern): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === "RestElement" ? property.argument : property.value),
      );
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => {
        if (!element) return [];
        return boundNames(element.type === "RestElement" ? element.argument : element);
      });
    case "AssignmentPattern":
      return boundNames(pattern.left);
  }
}
