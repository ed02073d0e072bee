// `var` in blocks and loops at the top level: its names belong to the cell, not to the block.
import { type Program, type VariableDeclaration, Visitor } from "oxc-parser";

export interface NestedVar {
  readonly declaration: VariableDeclaration;
  /** Where it stands: in the head of a `for` with semicolons, of a `for … of` or `in`, or as a statement. */
  readonly place: "for" | "forOf" | "statement";
}

/** Declarations with `var` below the top level of statements and outside of functions. */
export function nestedVars(program: Program): NestedVar[] {
  const found: NestedVar[] = [];
  const top = new Set<unknown>(
    program.body.map((each) => (each.type === "ExportNamedDeclaration" ? each.declaration : each)),
  );
  const heads = new Map<unknown, NestedVar["place"]>();
  let depth = 0;
  const enter = (): void => void (depth += 1);
  const leave = (): void => void (depth -= 1);
  new Visitor({
    FunctionDeclaration: enter,
    "FunctionDeclaration:exit": leave,
    FunctionExpression: enter,
    "FunctionExpression:exit": leave,
    ArrowFunctionExpression: enter,
    "ArrowFunctionExpression:exit": leave,
    StaticBlock: enter,
    "StaticBlock:exit": leave,
    TSModuleBlock: enter,
    "TSModuleBlock:exit": leave,
    ForStatement: ({ init }) => void heads.set(init, "for"),
    ForOfStatement: ({ left }) => void heads.set(left, "forOf"),
    ForInStatement: ({ left }) => void heads.set(left, "forOf"),
    VariableDeclaration: (declaration) => {
      if (depth > 0 || declaration.kind !== "var" || top.has(declaration)) return;
      found.push({ declaration, place: heads.get(declaration) ?? "statement" });
    },
  }).visit(program);
  return found;
}
