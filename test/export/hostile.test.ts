// Notebooks that mean harm: nothing of them runs, loads or covers the exported page, and no file outside is read or written.
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { attacks, dangers } from "./attacks.ts";
import { UserError } from "../../kernel/commands/errors.ts";
import { exportCommand } from "../../kernel/commands/export/export.ts";
import { code, exported, fixtures, markdown, notebookText, parsePage, run, shown, temporaryFolder } from "./page.ts";

test("the check of the tests below finds attacks where nothing cleans", () => {
  const page = (html: string): string => `<article>${html}</article>`;
  expect(attacks.filter((attack) => dangers(page(attack)).length === 0)).toEqual([]);
});

describe.each([
  ["a Markdown cell", (html: string) => markdown(`text\n\n${html}\n\ninline ${html}`)],
  ["an HTML output", (html: string) => code("", [shown({ "text/html": html })])],
  ["a Markdown output", (html: string) => code("", [shown({ "text/markdown": html })])],
])("in %s", (_, cell) => {
  test.each(attacks)("%s is disarmed", async (attack) => {
    const { html } = await exported([cell(attack), markdown("[ok](https://ok.example)")]);
    expect(dangers(html)).toEqual([]);
  });
});

test("an SVG output is a picture, so scripts in it stay dead", async () => {
  const { html, page } = await exported([
    code("", [shown({ "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload='attack()'/>" })]),
  ]);
  expect(dangers(html)).toEqual([]);
  expect(page.querySelector("article img")!.getAttribute("src")).toMatch(/^data:image\/svg\+xml;base64,/);
});

test("text that imitates our own markup or marks stays text", async () => {
  const { html, page } = await exported([
    markdown('<img alt="$x" src="data:image/png;base64,AA" title="held0x0x">$\\text{"><script>attack()</script>}$'),
    markdown('![$a" onerror="attack()$](data:image/png;base64,AA)'),
    markdown("$\\href{javascript:attack()}{x}$ $\\includegraphics{https://attack.example/a.png}$"),
    code('"</code></pre><script>attack()</script>"', [shown({ "text/plain": "</pre><script>attack()</script>" })]),
  ]);
  expect(dangers(html)).toEqual([]);
  expect(page.querySelectorAll("article img").map((image) => image.getAttribute("onerror"))).toEqual([
    undefined,
    undefined,
  ]);
});

test("titles and names are text too", async () => {
  const { page, html } = await exported([markdown("# <b>x</b> </title><script>attack()</script>")], {
    metadata: {
      title: '</title><script>attack()</script>"',
      gradbook: { description: '"><script>', language: '"><s>' },
    },
  });
  expect(page.querySelector("title")!.text).toBe('</title><script>attack()</script>"');
  expect(page.querySelectorAll("script").every((script) => !script.text.includes("attack"))).toBe(true);
  expect(dangers(html)).toEqual([]);
});

test("the page forbids by policy what the sanitiser might miss, and trusted pages do not", async () => {
  const policy = (page: ReturnType<typeof parsePage>): string =>
    page.querySelector("meta[http-equiv]")?.getAttribute("content") ?? "";
  const plain = await exported([markdown("x")]);
  expect(policy(plain.page)).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'( 'sha256-[^']+')*; /);
  const trusted = await exported([markdown("<script>mine()</script>")], { args: ["--trusted"] });
  expect(policy(trusted.page)).toBe("");
  expect(trusted.html).toContain("<script>mine()</script>");
});

describe("files", () => {
  test("pictures outside the notebook's folder are not read, by path, link or scheme", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "course"));
    const secret = "<svg>secret</svg>";
    await writeFile(join(folder, "secret.svg"), secret);
    await symlink(join(folder, "secret.svg"), join(folder, "course", "link.svg"));
    const addresses = [
      "../secret.svg",
      "%2e%2e/secret.svg",
      "link.svg",
      join(folder, "secret.svg"),
      `file://${folder}/secret.svg`,
      "//attack.example/a.svg",
      "https://attack.example/a.svg",
      "attachment:../secret.svg",
      "attachment:__proto__",
    ];
    const cells = addresses.map((address) =>
      markdown(`![alt](<${address}>)`, { attachments: { "a.png": { "image/png": "AA" } } }),
    );
    await writeFile(join(folder, "course", "a.ipynb"), notebookText(cells));
    const { err } = await run(join(folder, "course", "a.ipynb"), "-o", join(folder, "out"));
    const html = await readFile(join(folder, "out", "a.html"), "utf8");
    const page = parsePage(html);
    expect(page.querySelectorAll("article img")).toHaveLength(0);
    expect(page.querySelectorAll(".missing-image").map((note) => note.text)).toEqual(
      addresses.map(() => "alt (picture not included)"),
    );
    expect(html).not.toContain(Buffer.from(secret).toString("base64"));
    expect(err.split("warning: ")).toHaveLength(addresses.length + 1);
  });

  test("names of notebooks, cells and attachments make no file outside the output folder", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "in"));
    const png = { "image/png": "AAAA" };
    const cell = markdown("![](attachment:../../x.png)", { attachments: { "../../x.png": png, "/etc/x.png": png } });
    const path = join(folder, "in", "..%2f..%2fa b&<c>.ipynb");
    await writeFile(path, notebookText([cell, code("", [shown(png)])]));
    for (const format of ["html", "md"]) await run(path, "--to", format, "-o", join(folder, "out"));
    expect((await readdir(folder)).toSorted()).toEqual(["in", "out"]);
    expect(await readdir(join(folder, "in"))).toHaveLength(1);
    const names = await readdir(join(folder, "out"));
    expect(names.every((name) => /^[\w.-]+$/.test(name) && !name.startsWith("."))).toBe(true);
  });

  test("two notebooks of one name are not written over each other", async () => {
    const folder = await temporaryFolder();
    for (const name of ["x", "y"]) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, "a.ipynb"), notebookText([]));
    }
    await expect(run(join(folder, "x/a.ipynb"), join(folder, "y/a.ipynb"), "-o", folder)).rejects.toThrow(
      "Two notebooks would both be written to",
    );
  });
});

test.each([
  [[], "Which notebooks?"],
  [["a.ipynb", "--to", "docx"], "--to is one of html, site, pdf, md, script, not 'docx'"],
  [["a.ipynb", "--param", "x=1"], "add --execute"],
  [["a.ipynb", "--execute", "--param", "1x"], "A parameter is given as name=value"],
  [["a.ipynb", "--lang", "<x>"], "--lang is a language tag"],
  [["a.ipynb", "b.ipynb", "--title", "T"], "--title names one page"],
  [[join(fixtures, "..", "io")], "There is no notebook in"],
  [["none.ipynb"], "none.ipynb cannot be read: there is no such file"],
  [["a.ipynb", "--frobnicate"], "Unknown option '--frobnicate'"],
])("gradbook export %j says what to do", async (args, message) => {
  await expect(exportCommand(args)).rejects.toThrow(message);
  await expect(exportCommand(args)).rejects.toBeInstanceOf(UserError);
});

test("a notebook with 200 MB of output becomes a small page", { timeout: 120_000 }, async () => {
  const line = `${"x".repeat(99)}\n`;
  const { html, page } = await exported([
    code("", [{ output_type: "stream", name: "stdout", text: line.repeat(2_000_000) }]),
  ]);
  expect(html.length).toBeLessThan(1_500_000);
  expect(page.querySelector(".stream")!.text).toContain("lines are left out");
});

test("outputs of many megabytes give way to lighter types of the same, and are reported", async () => {
  const long = "<b>x</b>".repeat(1_500_000);
  const figure = "application/vnd.gradbook.tensor.v1+json";
  const { html, page, err } = await exported([
    code("", [shown({ "text/html": long, "text/markdown": long, [figure]: { data: long }, "text/plain": "light" })]),
    code("", [shown({ "image/png": long })]),
  ]);
  expect(html.length).toBeLessThan(1_500_000);
  expect(page.querySelector(".outputs")!.text.trim()).toBe("light");
  for (const type of ["text/html", "text/markdown", figure, "image/png"])
    expect(err).toContain(`(${type}) is left out`);
});

test("a page that is heavy all the same is reported", async () => {
  const { err } = await exported([code("", [shown({ "image/png": "A".repeat(4_000_000) })])]);
  expect(err).toMatch(/the page has 4\.\d MB/);
});
