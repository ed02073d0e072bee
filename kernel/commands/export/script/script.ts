// A chapter as a TypeScript module that runs outside Jupyter, e.g. with `node chapter.ts`: prose becomes comments, imports
// move to the top, and what a cell would have shown is logged. A module may declare a name only once where a notebook may
// do it in every cell, so later declarations become assignments.
import { dirname } from "node:path";
import { MagicString } from "magic-string";
import { parseSync, type Program, type Statement, Visitor } from "oxc-parser";
import { splitCommands } from "../../../cells/lineCommands.ts";
import type { Chapter } from "../chapter.ts";
import { assignment, declaredNames } from "./redeclare.ts";
import { relocated } from "./relocate.ts";

/**
 * `globals` are the package's exports; `warn` hears of cells that cannot be part of a module; `folder` is where the module
 * will lie, if not beside the notebook.
 */
export function renderScript(
  chapter: Chapter,
  globals: ReadonlySet<string>,
  warn: (problem: string) => void,
  folder: string = dirname(chapter.path),
): string {
  const cells: (Cell | string)[] = [];
  for (const { kind, cell } of codeAndProse(chapter)) {
    if (kind === "prose") cells.push(comment(cell));
    else {
      const { source, blanked } = withoutCommands(cell);
      if (blanked) cells.push(comment(blanked));
      if (source.trim() === "") continue;
      const parsed = parse(source);
      if (parsed === undefined) warn(`a cell is not TypeScript and became a comment: ${source.trim().split("\n")[0]}`);
      cells.push(parsed ? placed(parsed, dirname(chapter.path), folder) : comment(source.trim()));
    }
  }
  const programs = cells.filter((cell) => typeof cell !== "string");
  const repeated = repeatedNames(programs);
  const known = new Set<string>();
  const imports = new Set<string>();
  const parts = cells.map((cell) => (typeof cell === "string" ? cell : rewrite(cell, repeated, known, imports)));

  const declared = new Set(programs.flatMap(({ program }) => program.body.flatMap(declaredNames)));
  const used = new Set(programs.flatMap(({ program }) => identifiers(program)));
  const needed = [...used].filter((name) => globals.has(name) && !declared.has(name)).toSorted();
  const head = needed.length > 0 ? [`import { ${needed.join(", ")} } from "gradbook";`] : [];
  return `${[[...head, ...imports].join("\n"), ...parts].filter((part) => part.trim() !== "").join("\n\n")}\n`;
}

interface Cell {
  readonly source: string;
  readonly program: Program;
}

function codeAndProse({ blocks }: Chapter): { kind: "code" | "prose"; cell: string }[] {
  return blocks
    .flatMap((block) => (block.kind === "solution" ? block.cells : [block]))
    .filter(({ cell, view }) => cell.cell_type !== "code" || view.input !== "absent")
    .map(({ cell }) => ({ kind: cell.cell_type === "code" ? "code" : "prose", cell: cell.source.trimEnd() }));
}

/** `%` lines are for the kernel; the module keeps them as comments. */
function withoutCommands(cell: string): { readonly source: string; readonly blanked: string } {
  const { source } = splitCommands(cell);
  const after = source.split("\n");
  const blanked = cell.split("\n").filter((line, i) => line.trim() !== "" && after[i]!.trim() === "");
  return { source, blanked: blanked.join("\n") };
}

/** Split wherever JavaScript ends a line, and with it a comment. */
const comment = (text: string): string =>
  text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => `// ${line}`.trimEnd())
    .join("\n");

function parse(source: string): Cell | undefined {
  const { program, errors } = parseSync("cell.ts", source, { lang: "ts", sourceType: "module" });
  return errors.length > 0 ? undefined : { source, program };
}

/** The cell with imports that are found from the module's folder. */
function placed(cell: Cell, from: string, to: string): Cell {
  const source = relocated(cell.source, cell.program, from, to);
  return source === cell.source ? cell : parse(source)!;
}

function repeatedNames(cells: readonly Cell[]): Set<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { program } of cells)
    for (const name of new Set(program.body.flatMap(declaredNames))) (seen.has(name) ? repeated : seen).add(name);
  return repeated;
}

/** The cell's text as part of the module. `known` are the repeated names that stand above; `imports` collects. */
function rewrite(
  { source, program }: Cell,
  repeated: ReadonlySet<string>,
  known: Set<string>,
  imports: Set<string>,
): string {
  const text = new MagicString(source);
  const last = program.body.at(-1);
  for (const statement of program.body) {
    if (statement.type === "ImportDeclaration") {
      imports.add(source.slice(statement.start, statement.end));
      text.remove(statement.start, statement.end);
      continue;
    }
    const names = declaredNames(statement).filter((name) => repeated.has(name));
    if (names.some((name) => known.has(name)))
      text.overwrite(statement.start, statement.end, assignment(statement, source, known));
    else if (names.length > 0 && statement.type === "VariableDeclaration" && statement.kind === "const")
      text.overwrite(statement.start, statement.start + "const".length, "let");
    names.forEach((name) => known.add(name));
    if (statement === last && isShown(statement, source)) logged(text, statement);
  }
  return text.toString().trim();
}

/** A notebook shows the value of a last expression, unless it is an assignment or ends in a semicolon's silence. */
function isShown(statement: Statement, source: string): boolean {
  if (statement.type !== "ExpressionStatement") return false;
  const { expression } = statement;
  const call = /^console\.|^display\(/.test(source.slice(statement.start, statement.end));
  return !call && expression.type !== "AssignmentExpression" && expression.type !== "UpdateExpression";
}

function logged(text: MagicString, statement: Statement): void {
  if (statement.type !== "ExpressionStatement") return;
  const { start, end } = statement.expression;
  text.appendLeft(start, "console.log(").appendRight(end, ")");
}

/** Every name that the program uses or declares, properties excepted. */
function identifiers(program: Program): string[] {
  const names: string[] = [];
  new Visitor({
    Identifier: (node) => {
      names.push(node.name);
    },
  }).visit(program);
  return names;
}
