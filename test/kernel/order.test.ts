// Statements in every order, with and without anything between them: functions move to the front, and nothing of their
// neighbours may move with them.
import { Script } from "node:vm";
import { expect, test } from "vitest";
import { compileCell } from "../../kernel/cells/compile.ts";
import { Names } from "../../kernel/cells/names.ts";

const statements = [
  "class A { a = q }",
  "function f() { return 1 }",
  "async function g() {}",
  "const q = 2;",
  'import { x } from "./y.ts";',
  "export default 3;",
];

function* orders<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [i, item] of items.entries()) for (const rest of orders(items.toSpliced(i, 1))) yield [item, ...rest];
}

test.each(["", " ", "\n", "\n/** told */\n"])("separated by %j", (separator) => {
  for (const order of orders(statements)) {
    for (const last of ["", "f()", "(A)"]) {
      const source = [...order, last].join(separator);
      const { script } = compileCell(source, "cell.ts", new Names([], []));
      expect(() => new Script(script), source).not.toThrow();
      for (const assignment of ["A = class", "f = function", "g = async function", "q = 2"]) {
        expect(script.replaceAll(/\s+/g, " "), source).toContain(assignment);
      }
    }
  }
});
