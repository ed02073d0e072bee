// A script that is written elsewhere than its notebook lies: what it imports by a relative path is found from there.
// Knows nothing of cells.
import { posix, relative, resolve, sep } from "node:path";
import { MagicString } from "magic-string";
import { type Program, type StringLiteral, Visitor } from "oxc-parser";

/** `source` with its relative imports, as they are found from the folder `from`, told for a file in the folder `to`. */
export function relocated(source: string, program: Program, from: string, to: string): string {
  if (resolve(from) === resolve(to)) return source;
  const text = new MagicString(source);
  const move = ({ start, end, value }: StringLiteral): void => {
    if (!/^\.\.?\//.test(value)) return;
    const way = relative(resolve(to), resolve(from, value)).split(sep).join(posix.sep);
    text.overwrite(start, end, JSON.stringify(way.startsWith(".") ? way : `./${way}`));
  };
  new Visitor({
    ImportDeclaration: ({ source: wanted }) => move(wanted),
    ExportNamedDeclaration: ({ source: wanted }) => wanted && move(wanted),
    ExportAllDeclaration: ({ source: wanted }) => move(wanted),
    ImportExpression: ({ source: wanted }) => {
      if (wanted.type === "Literal" && typeof wanted.value === "string") move(wanted as StringLiteral);
    },
  }).visit(program);
  return text.toString();
}
