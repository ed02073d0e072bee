// tslab's inspect.spec over the wire: its names, our own cells.
import { expect, test } from "vitest";
import { useKernel } from "../session.ts";

const { client, run } = useKernel();

/** The text of what is at the first place where `name` stands. */
async function seen(code: string, name: string): Promise<string> {
  const { data } = await client().inspect(code, code.indexOf(name));
  return (data["text/plain"] as string | undefined) ?? "";
}

test("no info", async () => {
  expect(await client().inspect("let x = 10   ", 13)).toMatchObject({ status: "ok", found: false, data: {} });
});

test("let number", async () => {
  expect(await seen("/** a great variable */\nlet xyz = 10;", "xyz")).toBe("let xyz: number\n\na great variable");
});

test("var boolean", async () => {
  expect(await seen("/** a great boolean */\nvar klm = true;", "klm")).toBe("var klm: boolean\n\na great boolean");
});

test("const string", async () => {
  expect(await seen("/** a great string */\nconst abc = 'hello';", "abc")).toBe('const abc: "hello"\n\na great string');
});

test("std method", async () => {
  const text = await seen('let s = "abc"; s.indexOf("b");', "indexOf");
  expect(text).toContain("indexOf(searchString: string, position?: number");
  expect(text).toContain("Returns the position of the first occurrence of a substring");
  expect(text).toContain("@param searchString");
});

test("std constructor with override", async () => {
  expect(await seen("let m = new Map();", "Map")).toMatch(/Map/);
});

test("let interface", async () => {
  expect(await seen("let m: Map<string, number>;", "m:")).toBe("let m: Map<string, number>");
});

test("std interface", async () => {
  expect(await seen("let m: Map<string, number>;", "Map<")).toMatch(/^interface Map/);
});

test("enum member", async () => {
  expect(await seen("enum myenum { A, B }; myenum.A;", "A;")).toMatch(/A/);
});

test("a function that gives a function, of an earlier cell", async () => {
  await run("function curry(a: number) { return (b: number) => a + b }");
  expect(await seen("curry", "curry")).toBe("function curry(a: number): (b: number) => number");
});

test.for([
  ["class", "class Animal { speak(): string { return '' } }", "Animal", "class Animal"],
  ["interface", "interface Shape2 { area: number }", "let s: Shape2", "interface Shape2"],
  ["enum", "enum Level { Low, High }", "Level", "enum Level"],
] as const)("quick information of a %s of an earlier cell", async ([, code, name, shown]) => {
  await run(code);
  expect((await client().inspect(name)).data["text/plain"]).toContain(shown);
});

test("documentation comes with the signature, in Markdown too, and in an argument list", async () => {
  await run("/** Halves a number. */ function halve(n: number) { return n / 2 }");
  const { data } = await client().inspect("halve(");
  expect(data["text/plain"]).toBe("function halve(n: number): number\n\nHalves a number.");
  expect(data["text/markdown"]).toContain("```typescript\nfunction halve(n: number): number\n```");
});
