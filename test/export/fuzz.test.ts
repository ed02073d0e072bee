// Notebooks damaged at random, as text and as data: each is refused in one sentence, or becomes harmless pages.
// What the writers throw at nobody: anything but the two errors that the command turns into a message.
import { expect, test } from "vitest";
import { chapterOf } from "../../kernel/commands/export/chapter.ts";
import { renderBody } from "../../kernel/commands/export/html/cells.ts";
import { labelsFor } from "../../kernel/commands/export/labels.ts";
import { linksOf } from "../../kernel/commands/export/markdown/links.ts";
import { renderMarkdownFile } from "../../kernel/commands/export/markdown/writer.ts";
import { resourcesOf } from "../../kernel/commands/export/resources.ts";
import { renderScript } from "../../kernel/commands/export/script/script.ts";
import { NotebookError } from "../../kernel/notebook/error.ts";
import { parseNotebook } from "../../kernel/notebook/read.ts";
import { formatNotebook } from "../../kernel/notebook/write.ts";
import { random as seeded } from "../engine/random.ts";
import { attacks, dangers } from "./attacks.ts";
import { code, markdown, notebookText, shown, stream, tagged } from "./page.ts";

const mutations = Number(process.env.GRADBOOK_FUZZ ?? 600);

/** Something of everything that a notebook may hold, kept small. */
const whole = notebookText(
  [
    markdown("# Title\n\ntext $x^2$ ![p](attachment:a.png) [l](../b.ipynb)\n\n| a | b |\n| - | - |\n| 1 | 2 |", {
      attachments: { "a.png": { "image/png": "AAAA" } },
    }),
    markdown("Find it.", tagged("exercise")),
    code("const x = 1;\nx", [stream("a\n"), shown({ "text/html": "<b>x</b>", "text/plain": "x" })], tagged("solution")),
    code("%time 1\nlet x = 2", [shown({ "application/vnd.gradbook.curves.v1+json": { alt: "a" }, "image/png": "AA" })]),
    code("throw 1", [{ output_type: "error", ename: "E", evalue: "e", traceback: ["\u001b[31mE\u001b[0m", "at"] }]),
    code("", [shown({ "text/latex": "$$x$$", "application/json": { a: [1] } }), shown({ "image/svg+xml": "<svg/>" })]),
  ],
  {
    title: "T",
    kernelspec: { name: "gradbook", display_name: "T", language: "typescript" },
    language_info: { name: "typescript" },
    gradbook: { order: 1, description: "d", language: "en", title: "t" },
  },
);

const odd: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  0.5,
  "",
  [],
  {},
  [null],
  ["a", 1],
  { a: { b: [] } },
  "__proto__",
  "../../etc/passwd",
  "\u2028attack()",
  "*/ attack() /*",
  "a\r\nattack()",
  "\ud800",
  "\u0000",
  "```\n<script>attack()</script>",
  "$\\frac{$",
  ...attacks,
];

test(`${mutations} damaged notebooks are refused in a sentence or become harmless pages`, async () => {
  const seed = Number(process.env.GRADBOOK_SEED ?? 1);
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  let refused = 0;
  for (let i = 0; i < mutations; i += 1) {
    const text = i % 4 === 0 ? damagedText(random) : damagedData(random);
    try {
      await exportEverything(text);
    } catch (error) {
      if (!(error instanceof NotebookError)) throw new Error(`seed ${seed}, mutation ${i}: ${text}`, { cause: error });
      refused += 1;
      expect(error.message).toMatch(/^a\.ipynb [^\n]+\.(\n\n.*\n *\^\n?)?$/);
      expect(error.message.length).toBeLessThan(600);
    }
  }
  // Both ways must have been gone.
  expect(refused).toBeGreaterThan(mutations / 10);
  expect(refused).toBeLessThan((mutations * 9) / 10);
});

async function exportEverything(text: string): Promise<void> {
  const notebook = parseNotebook(text, "a.ipynb");
  const chapter = chapterOf("a.ipynb", notebook, { hideCode: false, hideSolutions: false });
  expect(chapter.name).toBe("a");
  const ignore = (): void => {};
  const body = await renderBody(chapter, {
    labels: labelsFor(chapter.language),
    resources: resourcesOf("a.ipynb", new Map(), ignore),
    trusted: false,
    warn: ignore,
  });
  expect(dangers(`<article>${body.html.replace(/<script type="application[^]*?<\/script>/g, "")}</article>`)).toEqual(
    [],
  );
  const links = linksOf(chapter, new Map(), "elsewhere", ignore);
  for (const name of renderMarkdownFile(chapter, links).files.keys()) expect(name).toMatch(/^[\w-]+\.\w+$/);
  renderScript(chapter, new Set(["tensor"]), ignore, "elsewhere");
  // What is offered for download is a notebook again.
  parseNotebook(formatNotebook(chapter.notebook), "a.ipynb");
}

type Random = () => number;
const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)]!;

/** Cut off, or with letters taken out, doubled or replaced. */
function damagedText(random: Random): string {
  const at = Math.floor(random() * whole.length);
  const length = Math.floor(random() * 12);
  const kept = whole.slice(at + length);
  return whole.slice(0, at) + pick(["", kept, whole.slice(at) + kept, pick([...'{}[]",:\\0'], random) + kept], random);
}

/** One to three values anywhere in it replaced by odd ones, left out, or put under a hostile key. */
function damagedData(random: Random): string {
  const notebook: unknown = JSON.parse(whole);
  for (let i = 0; i < 1 + random() * 2; i += 1) {
    const [holder, key] = pick(places(notebook), random);
    const way = random();
    if (way < 0.15) Reflect.deleteProperty(holder, key);
    else if (way < 0.3 && !Array.isArray(holder)) holder[String(pick(odd, random))] = structuredClone(holder[key]);
    else holder[key] = structuredClone(pick(odd, random));
  }
  return JSON.stringify(notebook);
}

type Holder = Record<string, unknown>;

function places(value: unknown): [Holder, string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((key) => [
    [value as Holder, key] as [Holder, string],
    ...places((value as Holder)[key]),
  ]);
}
