// `--to md`: Markdown that any reader shows: code fenced, text outputs indented, pictures as files beside it.
import { resolve } from "node:path";
import type { Cell, CodeCell, MimeData, Output } from "../../../notebook/format.ts";
import type { CellView, Chapter } from "../chapter.ts";
import type { Writer } from "../export.ts";
import { stripAnsi } from "../html/ansi.ts";
import { altText, mergeStreams } from "../html/outputs.ts";
import { type Labels, labelsFor } from "../labels.ts";
import { type Links, linksOf } from "./links.ts";

/** Writes `name.md`, and its pictures into `name_files/`. */
export const writeMarkdown: Writer = async ({ chapters, folderOf, warn }) => {
  const pages = new Map(chapters.map((chapter) => [resolve(chapter.path), `${encodeURIComponent(chapter.name)}.md`]));
  const written: string[] = [];
  for (const chapter of chapters) {
    const folder = folderOf(chapter);
    const links = linksOf(chapter, pages, folder.path, (problem) => warn(chapter, problem));
    const { text, files } = renderMarkdownFile(chapter, links);
    written.push(await folder.write(`${chapter.name}.md`, text));
    for (const [name, content] of files) await folder.write(`${chapter.name}_files/${name}`, content);
  }
  return written;
};

export interface MarkdownFile {
  readonly text: string;
  /** Pictures by name, for the folder `<chapter>_files`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The chapter as one Markdown text and its pictures. */
export function renderMarkdownFile(chapter: Chapter, links: Links): MarkdownFile {
  const writer = new FileWriter(chapter, links);
  const text = chapter.blocks.map((block) => writer.block(block)).filter((part) => part !== "");
  return { text: `${text.join("\n\n")}\n`, files: writer.files };
}

class FileWriter {
  readonly files = new Map<string, Uint8Array>();
  private readonly chapter: Chapter;
  private readonly labels: Labels;
  private readonly language: string;
  private readonly links: Links;

  constructor(chapter: Chapter, links: Links) {
    this.chapter = chapter;
    this.links = links;
    this.labels = labelsFor(chapter.language);
    this.language = chapter.notebook.metadata.language_info?.name ?? "typescript";
  }

  block(block: Chapter["blocks"][number]): string {
    switch (block.kind) {
      case "cell":
      case "check":
        return this.cell(block.cell, block.view);
      case "exercise":
        return `**${this.labels.exercise} ${block.number}**\n\n${this.cell(block.cell, block.view)}`;
      case "solution": {
        const cells = block.cells.map(({ cell, view }) => this.cell(cell, view)).join("\n\n");
        return `<details>\n<summary>${this.labels.solution}</summary>\n\n${cells}\n\n</details>`;
      }
    }
  }

  private cell(cell: Cell, view: CellView): string {
    if (cell.cell_type !== "code") return this.attached(cell);
    const code = view.input === "absent" || cell.source.trim() === "" ? [] : [fenced(cell.source, this.language)];
    const outputs = view.output === "absent" ? [] : this.outputs(cell);
    return [...code, ...outputs].filter((part) => part !== "").join("\n\n");
  }

  /** Attachments become files; links to them follow. */
  private attached(cell: Exclude<Cell, CodeCell>): string {
    let text = cell.source.trimEnd();
    Object.entries(cell.attachments ?? {}).forEach(([name, data], i) => {
      const file = this.picture(`${cell.id}-${i}`, data);
      if (file === undefined) return;
      for (const address of [name, encodeURI(name.toWellFormed())])
        text = text.replaceAll(`attachment:${address}`, file);
    });
    let count = 0;
    return this.links.follow(text, cell, (url) => {
      const [, type = "", content = ""] = /^data:([^;,]*);base64,(.*)$/s.exec(url) ?? [];
      return this.picture(`${cell.id}-local-${count++}`, { [type]: content }) ?? url;
    });
  }

  private outputs(cell: CodeCell): string[] {
    return mergeStreams(cell.outputs).map((output, i) => this.output(output, `${cell.id}-output-${i}`));
  }

  private output(output: Output, name: string): string {
    if (output.output_type === "stream") return fenced(stripAnsi(output.text), "text");
    if (output.output_type === "error")
      return fenced(stripAnsi(output.traceback.join("\n") || `${output.ename}: ${output.evalue}`), "text");
    const { data } = output;
    const file = this.picture(name, data);
    if (file !== undefined)
      return `![${altText(data)
        .replaceAll("\n", " ")
        .replace(/[[\]\\]/g, "\\$&")}](${file})`;
    if (typeof data["text/markdown"] === "string") return data["text/markdown"].trimEnd();
    if (typeof data["text/latex"] === "string") return data["text/latex"].trimEnd();
    if (typeof data["text/plain"] === "string") return fenced(stripAnsi(data["text/plain"]), "text");
    if ("application/json" in data) return fenced(JSON.stringify(data["application/json"], null, 2), "json");
    return "";
  }

  /** Puts the picture of a bundle among the files; cell ids make names that cannot leave the folder. */
  private picture(name: string, data: MimeData): string | undefined {
    for (const [type, ending] of pictures) {
      const content = data[type];
      if (typeof content !== "string") continue;
      const file = `${name}.${ending}`;
      const plain = type === "image/svg+xml" && content.trimStart().startsWith("<");
      this.files.set(file, Buffer.from(content, plain ? "utf8" : "base64"));
      return `${encodeURIComponent(this.chapter.name)}_files/${file}`;
    }
    return undefined;
  }
}

const pictures = [
  ["image/png", "png"],
  ["image/jpeg", "jpg"],
  ["image/svg+xml", "svg"],
  ["image/gif", "gif"],
  ["image/webp", "webp"],
] as const;

/** A fence longer than any inside. */
function fenced(text: string, language: string): string {
  let longest = 2;
  for (const [ticks] of text.matchAll(/`+/g)) longest = Math.max(longest, ticks.length);
  const fence = "`".repeat(longest + 1);
  return `${fence}${/^[\w+#.-]*/.exec(language)![0]}\n${text.replace(/\n+$/, "")}\n${fence}`;
}
