// Names that a bare word may mean. TypeScript's native API refuses to complete those, because it would also offer the
// exports of every package and cannot do that yet; so we ask it three questions that it does answer: what could be
// exported here (the top level), what `globalThis` has, and which words are keywords. Locals of functions come from the syntax.
import { parseSync, Visitor } from "oxc-parser";
import { boundNames } from "../cells/patterns.ts";
import type { Compiler } from "./compiler.ts";
import type { Entries } from "./completion.ts";
import type { Session } from "./session.ts";

const keyword = 14;
const variable = 6;
const keywords =
  "as async await break case catch class const continue default delete do else enum export extends false finally for from function if implements import in instanceof interface let namespace new null of return satisfies static super switch this throw true try type typeof undefined using var void while yield";

/** @param source the cell without the word that is being typed, which begins at `start` */
export async function namesInScope(
  compiler: Compiler,
  session: Session,
  source: string,
  start: number,
): Promise<Entries> {
  const { text, end } = session.moduleOf(source, true);
  const head = `${text.slice(0, end)}\nexport { `;
  const { checker, entries: top } = await ask(compiler, `${head} };\nglobalThis.`, [
    head.length,
    head.length + " };\nglobalThis.".length,
  ]);
  const locals = localNames(source, start).map((name) => ({ name, kind: variable, sortText: "0" }));
  const words = keywords.split(" ").map((name) => ({ name, kind: keyword, sortText: "9" }));
  return { checker, entries: [...locals, ...top.filter(({ name }) => name !== "default"), ...words] };
}

async function ask(compiler: Compiler, text: string, positions: readonly number[]): Promise<Entries> {
  const { checker } = await compiler.update(text);
  const answers = await Promise.all(
    positions.map((position) => checker.getCompletionsAtPosition(compiler.root, position)),
  );
  return { checker, entries: answers.flatMap((answer) => answer?.entries ?? []) };
}

/** Parameters and variables of the functions and blocks around a place. */
function localNames(source: string, at: number): string[] {
  const { program } = parseSync("cell.ts", `${source.slice(0, at)}__cursor${source.slice(at)}`, { lang: "ts" });
  const names: string[] = [];
  const around = ({ start, end }: { start: number; end: number }): boolean => start <= at && at <= end;
  const scopes: { start: number; end: number }[] = [];
  const enter = (node: { start: number; end: number }): void => void scopes.push(node);
  const leave = (): void => void scopes.pop();
  const inScope = (): boolean => scopes.length > 0 && scopes.every(around);
  const parameters = ({ params, start, end }: { params: readonly unknown[]; start: number; end: number }): void => {
    enter({ start, end });
    if (inScope()) names.push(...params.flatMap((parameter) => boundNames(parameter as never)));
  };
  new Visitor({
    ArrowFunctionExpression: parameters,
    "ArrowFunctionExpression:exit": leave,
    FunctionExpression: parameters,
    "FunctionExpression:exit": leave,
    FunctionDeclaration: parameters,
    "FunctionDeclaration:exit": leave,
    BlockStatement: enter,
    "BlockStatement:exit": leave,
    ForStatement: enter,
    "ForStatement:exit": leave,
    ForOfStatement: enter,
    "ForOfStatement:exit": leave,
    VariableDeclarator: ({ id }) => {
      if (inScope()) names.push(...boundNames(id));
    },
  }).visit(program);
  return names;
}
