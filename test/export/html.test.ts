// What a reader finds on an exported page.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { code, exported, fixtures, markdown, parsePage, run, shown, stream, tagged, temporaryFolder } from "./page.ts";

const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

test("a picture is as wide as its metadata say, whatever its pixels are", async () => {
  const metadata = { "image/png": { width: 352, height: "no", needs_background: "light" } };
  const figure = { "application/vnd.gradbook.tensor.v1+json": { v: 1, alt: "T" }, "image/png": png };
  const { page } = await exported([
    code("", [
      { output_type: "display_data", data: { "image/png": png }, metadata },
      { output_type: "display_data", data: figure, metadata: { "image/png": { width: 10, height: 20 } } },
      { output_type: "display_data", data: { "image/png": png }, metadata: { "image/png": { width: '1" onload="x' } } },
    ]),
  ]);
  const sizes = page
    .querySelectorAll("img")
    .map((image) => [image.getAttribute("width"), image.getAttribute("height")]);
  expect(sizes).toEqual([
    ["352", undefined],
    ["10", "20"],
    [undefined, undefined],
  ]);
});

describe("prose", () => {
  test("mathematics becomes HTML with MathML, in text, in blocks and as bare environments", async () => {
    const { page } = await exported([
      markdown(
        "a $x_1$ b \\\\(y\\\\)\n\n$$\\sum_i z_i$$\n\n\\begin{align}a&=b\\end{align}\n\n| $t$ |\n| --- |\n| $u|v$ |",
      ),
    ]);
    const sources = page.querySelectorAll("annotation").map((element) => element.text);
    expect(sources).toEqual(["x_1", "y", "\\sum_i z_i", "\\begin{align}a&=b\\end{align}", "t"]);
    expect(page.querySelectorAll(".formula").length).toBe(2);
  });

  test("dollars that are money stay dollars, and code stays code", async () => {
    const { page } = await exported([markdown("It costs $5 or $6, not `$x$`.\n\n```\n$y$\n```")]);
    expect(page.querySelectorAll("annotation")).toEqual([]);
    expect(page.querySelector("article")!.text).toContain("It costs $5 or $6, not $x$.");
  });

  test("TeX that is wrong shows its source and gives a warning with the notebook's name", async () => {
    const { page, err, folder } = await exported([markdown("$\\frac{1}$ and $2$")]);
    expect(page.querySelector(".wrong-tex")!.text).toBe("\\frac{1}");
    expect(err).toContain(`warning: ${join(folder, "a.ipynb")}: mathematics: `);
    expect(page.querySelectorAll("annotation").map((element) => element.text)).toEqual(["2"]);
  });

  test("macros of one cell hold in the next", async () => {
    const { page } = await exported([markdown("$\\newcommand{\\R}{\\mathbb{R}}$"), markdown("$\\R^n$")]);
    expect(page.querySelectorAll(".wrong-tex")).toEqual([]);
    expect(page.querySelector(".mathbb")!.text).toBe("R");
  });

  test("headings carry JupyterLab's anchors, each once, and make the table of contents", async () => {
    const { page } = await exported([markdown("# T\n## The *first* part\n## Again\n### In `code`\n## Again")]);
    expect(page.querySelectorAll("article h2, article h3").map(({ id }) => id)).toEqual([
      "The-first-part",
      "Again",
      "In-code",
      "Again-1",
    ]);
    const links = page.querySelectorAll(".contents a").map((link) => [link.getAttribute("href"), link.text]);
    expect(links).toEqual([
      ["#The-first-part", "The first part"],
      ["#Again", "Again"],
      ["#In-code", "In code"],
      ["#Again-1", "Again"],
    ]);
  });

  test("in lists mathematics is text that can be read", async () => {
    const { page } = await exported([
      markdown("## The rate $\\eta_t$\n## $\\frac{\\partial L}{\\partial h_t}$ and $\\log \\hat{y}$"),
    ]);
    expect(page.querySelectorAll(".contents a").map((link) => link.text)).toEqual([
      "The rate η_t",
      "∂L/∂h_t and log y",
    ]);
    expect(page.querySelectorAll("h2 annotation")).toHaveLength(3);
    const { page: nested } = await exported([
      markdown("## $\\hat{m}_t = \\frac{m_t}{1-\\beta_1^{\\,t}}$\n## $\\frac{1}{1+\\frac{a}{b}}$"),
    ]);
    expect(nested.querySelectorAll(".contents a").map((link) => link.text)).toEqual([
      "m_t = m_t/(1-β_1^t)",
      "1/(1+a/b)",
    ]);
  });

  test("a notebook without a heading gets its title as one", async () => {
    const { page } = await exported([markdown("text")], { metadata: { title: "Loss & <error>" } });
    expect(page.querySelector("article h1")!.text).toBe("Loss & <error>");
    expect(page.querySelector("title")!.text).toBe("Loss & <error>");
  });

  test("alerts become call-outs and tables keep their alignment", async () => {
    const { page } = await exported([markdown("> [!WARNING]\n> hot\n\n| a | b |\n| :-- | --: |\n| 1 | 2 |")]);
    expect(page.querySelector("aside.callout-warning")!.text.trim()).toBe("hot");
    expect(page.querySelectorAll("td")[1]!.getAttribute("style")).toBe("text-align:right");
  });

  test("the empty corner of a table is no heading", async () => {
    const { page } = await exported([markdown("| | b |\n| --- | --- |\n| 1 | 2 |")]);
    expect(page.querySelectorAll("thead th").map((heading) => heading.text)).toEqual(["b"]);
    expect(page.querySelectorAll("thead td")).toHaveLength(1);
  });

  test("pictures come along: attached, beside the notebook, and in data URLs", async () => {
    const { page, err } = await exported(
      [
        markdown("![att](attachment:a%20b.png) ![file](pic.svg) ![](data:image/png;base64,AAAA)", {
          attachments: { "a b.png": { "image/png": `${png}\n` } },
        }),
      ],
      { files: { "pic.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>" } },
    );
    const [attached, file, data] = page.querySelectorAll("img");
    expect(attached!.getAttribute("src")).toBe(`data:image/png;base64,${png}`);
    expect(attached!.getAttribute("alt")).toBe("att");
    expect(file!.getAttribute("src")).toMatch(/^data:image\/svg\+xml;base64,/);
    expect(data!.getAttribute("alt")).not.toBe("");
    expect(err).toBe("");
  });

  test("links between exported notebooks lead to their pages", async () => {
    const folder = await temporaryFolder();
    await run(join(fixtures, "04-adam.ipynb"), join(fixtures, "05-links.ipynb"), "-o", folder);
    const page = parsePage(await readFile(join(folder, "05-links.html"), "utf8"));
    const links = page.querySelectorAll("article p a").map((link) => link.getAttribute("href"));
    expect(links).toEqual(["04-adam.html#Two-running-means", "https://example.org/", "#here"]);
    expect(page.querySelector("article")!.text).toContain("not exported");
  });
});

describe("code and outputs", () => {
  test("code is coloured by classes and copied text equals the source", async () => {
    const source = 'const a: number = f("<b>") && 1; // why\nclass B extends C {}';
    const { page } = await exported([code(source)]);
    expect(page.querySelector("pre code")!.text).toBe(source);
    const kinds = page.querySelectorAll("pre code span").map((span) => [span.classNames, span.text]);
    expect(kinds).toContainEqual(["t-keyword", "const"]);
    expect(kinds).toContainEqual(["t-function", "f"]);
    expect(kinds).toContainEqual(["t-number", "1"]);
    expect(kinds).toContainEqual(["t-comment", "// why"]);
  });

  test("neighbouring stream pieces are one text, standard error its own", async () => {
    const { page } = await exported([code("", [stream("a"), stream("b\n"), stream("w\n", "stderr"), stream("c\n")])]);
    expect(page.querySelectorAll(".stream pre").map((pre) => pre.text)).toEqual(["ab", "w", "c"]);
    expect(page.querySelectorAll(".stderr").length).toBe(1);
  });

  test("terminal colours become classes, other controls vanish, carriage returns overwrite", async () => {
    const text = "\u001b[1;31mred\u001b[0m plain \u001b[38;2;1;2;3mrgb\u001b[39m\u001b[2K\u0007\n 10%\r 99%\r\n";
    const { page } = await exported([code("", [stream(text)])]);
    expect(page.querySelector(".stream pre")!.innerHTML).toBe(
      '<span class="ansi-bold ansi-red">red</span> plain <span style="color:rgb(1 2 3)">rgb</span>\n 99%',
    );
  });

  test("an error shows its traceback with colours", async () => {
    const error = {
      output_type: "error",
      ename: "E",
      evalue: "v",
      traceback: ["\u001b[31mE\u001b[39m: <v>", "  at 1"],
    };
    const { page } = await exported([code("", [error])]);
    expect(page.querySelector(".error pre")!.text).toBe("E: <v>\n  at 1");
  });

  test("a figure keeps its payload as data and its picture, with the author's words, for where no script runs", async () => {
    const payload = { v: 1, alt: "Loss falls.", title: "</script><script>alert(1)</script>" };
    const { page } = await exported([
      code("", [shown({ "application/vnd.gradbook.curves.v1+json": payload, "image/png": png, "text/plain": "x" })]),
    ]);
    const figure = page.querySelector("figure[data-figure]")!;
    expect(JSON.parse(figure.querySelector("script")!.text)).toEqual(payload);
    expect(figure.querySelector(".still img")!.getAttribute("alt")).toBe("Loss falls.");
    expect(figure.getAttribute("aria-label")).toBe("Loss falls.");
  });

  test("of several types the richest is shown, and one that shows nothing gives way to the next", async () => {
    const { page } = await exported([
      code("", [shown({ "text/html": "<script>plot()</script>", "image/png": png, "text/plain": "Plot" })]),
      code("", [shown({ "text/html": "<b>bold</b>", "text/plain": "bold" })]),
      code("", [shown({ "text/latex": "$$x^2$$", "text/plain": "x" })]),
      code("", [shown({ "application/json": { a: [1] }, "text/plain": "o" })]),
      code("", [shown({ "text/markdown": "*it*" })]),
      code("", [shown({ "application/x-unknown": "?" })]),
    ]);
    const cells = page.querySelectorAll(".outputs");
    expect(cells[0]!.querySelector("img")!.getAttribute("alt")).toBe("Plot");
    expect(cells[1]!.querySelector("b")!.text).toBe("bold");
    expect(cells[2]!.querySelector("annotation")!.text).toBe("x^2");
    expect(cells[3]!.querySelector(".json")!.text).toContain('"a": [');
    expect(cells[4]!.querySelector("em")!.text).toBe("it");
    expect(cells.length).toBe(5);
  });

  test("a long output is folded, and an endless one is cut with a sentence that counts what is missing", async () => {
    const lines = Array.from({ length: 50_000 }, (_, i) => `line ${i}`).join("\n");
    const { page, html } = await exported([code("", [stream("x\n".repeat(40))]), code("", [stream(lines)])]);
    const [long, endless] = page.querySelectorAll(".stream");
    expect(long!.getAttribute("data-fold")).toBe("40");
    expect(html.length).toBeLessThan(1_000_000);
    const text = endless!.text.trim().split("\n");
    expect(text[0]).toBe("line 0");
    expect(text.at(-1)).toBe("line 49999");
    const cut = text.findIndex((line) => line.includes("left out"));
    expect(text[cut]).toContain((50_000 - (text.length - 1)).toLocaleString("en"));
  });
});

describe("what authors decide by tags", () => {
  const cells = [
    markdown("kept"),
    markdown("dropped", tagged("remove-cell")),
    code("folded()", [stream("o1")], tagged("hide-input")),
    code("gone()", [stream("o2")], tagged("remove-input")),
    code("quiet()", [stream("o3")], tagged("remove-output")),
    code("collapsed()", [], { metadata: { jupyter: { source_hidden: true } } }),
    markdown("Do this.", tagged("exercise")),
    markdown("Like so.", tagged("solution")),
    code("answer", [stream("42")], {
      metadata: { tags: ["solution"], jupyter: { source_hidden: true, outputs_hidden: true } },
    }),
    code("check()", [stream("✓")], tagged("check")),
    markdown("Do that.", tagged("exercise")),
    code("recheck()", [stream("✓")], tagged("check")),
  ];

  test("cells are folded, dropped, boxed and counted", async () => {
    const { page } = await exported(cells);
    const article = page.querySelector("article")!;
    expect(article.text).not.toMatch(/dropped|gone\(\)|o3/);
    expect(article.text).toMatch(/o1[\s\S]*o2/);
    expect(article.querySelectorAll("details.fold pre").map((pre) => pre.text)).toEqual(["folded()", "collapsed()"]);
    expect(article.querySelectorAll(".exercise .box-name").map((name) => name.text)).toEqual([
      "Exercise 1",
      "Exercise 2",
    ]);
    const solution = article.querySelectorAll("details.solution");
    expect(solution.length).toBe(1);
    expect(solution[0]!.hasAttribute("open")).toBe(false);
    expect(solution[0]!.text).toMatch(/Like so\.[\s\S]*answer[\s\S]*42/);
    expect(solution[0]!.querySelectorAll("details").length, "folded once, also when JupyterLab hides it").toBe(0);
    expect(article.querySelectorAll(".check").map((box) => box.getAttribute("aria-label"))).toEqual([
      "Check",
      "Check 2",
    ]);
  });

  test("the student edition has no trace of the solutions", async () => {
    const { html } = await exported(cells, { args: ["--hide-solutions"] });
    expect(html).not.toMatch(/Like so|answer|>42</);
    expect(html).toContain("Do that.");
  });

  test("without code the outputs stay", async () => {
    const { page } = await exported(cells, { args: ["--hide-code"] });
    expect(page.querySelectorAll(".code")).toEqual([]);
    expect(page.querySelector("article")!.text).toMatch(/o1[\s\S]*o2[\s\S]*✓/);
  });

  test("title and language can be given; the page's own words follow the language", async () => {
    const { page } = await exported(cells, { args: ["--title", "Netze", "--lang", "de"] });
    expect(page.querySelector("html")!.getAttribute("lang")).toBe("de");
    expect(page.querySelector("title")!.text).toBe("Netze");
    expect(page.querySelector(".exercise")!.getAttribute("aria-label")).toBe("Aufgabe 1");
  });
});

test("the same notebook gives the same bytes", async () => {
  const first = await exported([markdown("# A\n$x$ and `y`"), code("1")]);
  const second = await exported([markdown("# A\n$x$ and `y`"), code("1")]);
  expect(first.html).toBe(second.html);
});

test("a page of the course stays under 3 MB and names no address outside itself", async () => {
  const folder = await temporaryFolder();
  await run(join(fixtures, "04-adam.ipynb"), "-o", folder);
  const html = await readFile(join(folder, "04-adam.html"), "utf8");
  expect(html.length).toBeLessThan(3_000_000);
  const page = parsePage(html);
  expect(page.querySelectorAll("link[rel=stylesheet], script[src], iframe, object, embed")).toEqual([]);
  for (const image of page.querySelectorAll("img")) expect(image.getAttribute("src")).toMatch(/^data:image\//);
  // Fonts are inside; figures paint with gradients of their own document.
  expect([...html.matchAll(/url\(([^)]{0,20})/g)].filter(([, address]) => !/^(data:|#)/.test(address!))).toEqual([]);
});
