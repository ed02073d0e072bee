// What the build takes out of the declarations that kernels read, and hover finds again: nobody may notice that it was out.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageRoot } from "../../kernel/commands/package.ts";
import { LanguageService } from "../../kernel/language/languageService.ts";

const { makeLean } = (await import(pathToFileURL(join(packageRoot, "setup/lean.mjs")).href)) as {
  makeLean(files: readonly string[], entry: string): void;
};

const folder = mkdtempSync(join(tmpdir(), "gradbook-documentation-"));
const whole = join(folder, "whole");
mkdirSync(whole);
const library = join(whole, "library.d.ts");
const entry = join(whole, "index.d.ts");
writeFileSync(
  library,
  `declare module "node:library" {
  // Nobody asks for this.
  /**
   * Adds up.
   *
   *   an indented line
   * \`\`\`ts
   * @decorated
   * \`\`\`
   * See {@link other}, {@link other|the other one} and {@link https://example.org a page}.
   * @param [x=1] a number, as in \`a @b\` @throws RangeError below 0
   * @returns the sum
   */
  export function sum(x?: number): number;
  /** Adds up texts. */
  export function sum(x: string): string;
  /** Both of them. */
  export const first: number, second: "/** no comment */";
  export class Base { /** Opens it.\n * @since 1 */ open(): void; /** How many. */ static count: number }
  export class Child extends Base { open(): void; private hidden; }
  /** Settings. */
  export interface Settings { /** Learning rate. */ lr?: number; momentum?: number }
  /** @deprecated use lr */
  export function alpha(): void;
  /** A shape. */
  export type Shape = readonly number[];
  export function bare(settings: Settings): void;
}
`,
);
writeFileSync(entry, '/// <reference path="library.d.ts" />\nexport * from "node:library";\n');
makeLean([library], entry);

let service: LanguageService;
beforeAll(async () => {
  service = await LanguageService.start({ folder, gradbook: entry });
});
afterAll(() => service.close());

const hover = async (source: string): Promise<string | undefined> =>
  (await service.inspect(source, source.length))?.plain;

test("what is read at every start has no comments, but what TypeScript needs", () => {
  const lean = readFileSync(library, "utf8");
  expect(lean).not.toContain("Adds up");
  expect(lean).not.toContain("Nobody asks");
  expect(lean).toContain('"/** no comment */"');
  expect(lean).toContain("@deprecated");
  expect(readFileSync(entry, "utf8")).toContain("<reference path");
});

test("the names of gradbook are known without asking TypeScript", () => {
  expect((JSON.parse(readFileSync(join(whole, "names.json"), "utf8")) as string[]).toSorted()).toEqual(
    "Base Child Settings Shape alpha bare first second sum".split(" "),
  );
});

describe("hover", () => {
  test("shows all overloads' texts, and their tags", async () => {
    expect(await hover("sum")).toContain(
      [
        "Adds up.",
        "",
        "  an indented line",
        "```ts",
        "@decorated",
        "```",
        "See other, the other one and a page (https://example.org).",
        "Adds up texts.",
        "",
        "@param x a number, as in `a @b`",
        "@throws RangeError below 0",
        "@returns the sum",
      ].join("\n"),
    );
  });
  test.for([
    ["first", "Both of them."],
    ["second", "Both of them."],
    ["new Base().open", "Opens it."],
    ["Base.count", "How many."],
    ["const settings: Settings", "Settings."],
    ["const shape: Shape", "A shape."],
    ["const settings: Settings = {}; settings.lr", "Learning rate."],
  ])("%s: %s", async ([source, text]) => expect(await hover(source!)).toContain(text));
  test("a member without a comment says what its base class says", async () => {
    expect(await hover("new Child().open")).toContain("Opens it.\n\n@since 1");
  });
  test("nothing is said where nothing was", async () => {
    expect(await hover("bare")).toBe("function bare(settings: Settings): void");
  });
  test("cells and other packages have theirs in place", async () => {
    await service.commit("/** Of a cell. */\nexport function ofCell() {}");
    expect(await hover("ofCell")).toContain("Of a cell.");
    const other = join(folder, "node_modules/other");
    mkdirSync(other, { recursive: true });
    writeFileSync(join(other, "package.json"), '{ "name": "other", "types": "index.d.ts" }');
    writeFileSync(join(other, "index.d.ts"), "/** Of a package. */\nexport declare function ofPackage(): void;\n");
    writeFileSync(
      join(other, "index.docs.json"),
      JSON.stringify(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [i, ["Forged.", []]]))),
    );
    expect(await hover('import { ofPackage } from "other"; ofPackage')).toContain("Of a package.");
  });
});

test("deprecated names are completed last", async () => {
  const source = 'import * as all from "gradbook"; all.';
  const { matches } = await service.complete(source, source.length);
  expect(matches.map(({ text }) => text)).toEqual("Base Child bare first second sum alpha".split(" "));
});
