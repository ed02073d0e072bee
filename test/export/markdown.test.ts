// `--to md`: Markdown and pictures that other tools show.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { code, markdown, notebookText, run, shown, stream, tagged, temporaryFolder } from "./page.ts";

async function exportMarkdown(cells: object[], ...args: string[]): Promise<{ text: string; folder: string }> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "a b.ipynb"), notebookText(cells));
  await run(join(folder, "a b.ipynb"), "--to", "md", ...args);
  return { text: await readFile(join(folder, "a-b.md"), "utf8"), folder };
}

test("prose, code and text outputs stand in order, fenced past the fences inside", async () => {
  const { text } = await exportMarkdown([
    markdown("# T\n\n$x$\n"),
    code("const s = `a`;\n// ```", [stream("\u001b[31mred\u001b[0m\n"), stream("more\n")]),
  ]);
  expect(text).toBe("# T\n\n$x$\n\n````typescript\nconst s = `a`;\n// ```\n````\n\n```text\nred\nmore\n```\n");
});

test("pictures become files with their alternative text, attachments too", async () => {
  const { text, folder } = await exportMarkdown([
    markdown("![w](attachment:my%20pic.png)", { id: "m", attachments: { "my pic.png": { "image/png": "iVBORw==" } } }),
    code("", [shown({ "image/png": "iVBORw==", "text/plain": "Loss [falls]" })], { id: "c" }),
  ]);
  const [attached, output] = [...text.matchAll(/!\[(.*?)\]\((.*?)\)/g)];
  expect(attached![1]).toBe("w");
  expect(output![1]).toBe("Loss \\[falls\\]");
  for (const match of [attached!, output!])
    expect(await readFile(join(folder, match[2]!))).toEqual(Buffer.from("iVBORw==", "base64"));
  expect(await readdir(join(folder, "a-b_files"))).toHaveLength(2);
});

test("editions hold here too", async () => {
  const cells = [
    markdown("Do.", tagged("exercise")),
    markdown("So.", tagged("solution")),
    code("hidden()", [stream("seen\n")]),
  ];
  const teacher = await exportMarkdown(cells);
  expect(teacher.text).toContain("<summary>Solution</summary>\n\nSo.\n\n</details>");
  const student = await exportMarkdown(cells, "--hide-solutions", "--hide-code");
  expect(student.text).toBe("**Exercise 1**\n\nDo.\n\n```text\nseen\n```\n");
});

test("chapters link to each other's Markdown; pictures beside the notebook come along to another folder", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "pic.png"), Buffer.from("iVBORw==", "base64"));
  const prose = "[b](b.ipynb#The-End), [b again][1], [c](c.ipynb), ![p](pic.png), `](b.ipynb)`\n\n[1]: b.ipynb";
  await writeFile(join(folder, "a.ipynb"), notebookText([markdown(prose, { id: "m" })]));
  await writeFile(join(folder, "b.ipynb"), notebookText([markdown("# The End")]));
  await writeFile(join(folder, "c.ipynb"), notebookText([markdown("# Elsewhere")]));
  const paths = [join(folder, "a.ipynb"), join(folder, "b.ipynb"), "--to", "md"];
  await run(...paths);
  // Beside the notebook, the rest is where it was.
  expect(await readFile(join(folder, "a.md"), "utf8")).toContain(
    "[b](b.md#the-end), [b again][1], [c](c.ipynb), ![p](pic.png)",
  );
  const { err } = await run(...paths, "-o", join(folder, "out"));
  expect(err).toContain("the link to c.ipynb leads to a file that is not part of the export");
  const text = await readFile(join(folder, "out", "a.md"), "utf8");
  expect(text).toContain("[b](b.md#the-end), [b again][1], [c](c.ipynb), ![p](a_files/m-local-0.png)");
  expect(text).toMatch(/^\[1\]: b\.md$/m);
  expect(await readFile(join(folder, "out", "a_files", "m-local-0.png"))).toEqual(Buffer.from("iVBORw==", "base64"));
});
