// A notebook as a chapter: its title, place, language, and the cells that this edition shows, in blocks.
// The cell tags are those of Jupyter Book where it has them (`hide-input`, `remove-cell`, …) and three of our own:
// `exercise`, `solution`, `check`. notebooks/README.md explains them to authors. Knows nothing of HTML.
import { basename } from "node:path";
import type { Cell, CodeCell, Notebook } from "../../notebook/format.ts";

export interface Edition {
  /** Leaves out the source of every code cell. */
  readonly hideCode: boolean;
  /** Leaves out the solutions: the student edition. */
  readonly hideSolutions: boolean;
  /** Title for a single notebook, or for the site; otherwise each notebook's own. */
  readonly title?: string | undefined;
  /** BCP 47 tag such as `en` or `de-AT`, for notebooks that do not say; default `en`. */
  readonly language?: string | undefined;
}

export interface Chapter {
  /** Where the notebook lies. */
  readonly path: string;
  /** File name without folder and `.ipynb`, safe to use in names and links. */
  readonly name: string;
  readonly title: string;
  /** One or two sentences for the index, or "". */
  readonly description: string;
  readonly language: string;
  readonly order: number;
  readonly blocks: readonly Block[];
  /** The notebook of this edition, for download. */
  readonly notebook: Notebook;
}

/** What stands together on the page. */
export type Block =
  | { readonly kind: "cell"; readonly cell: Cell; readonly view: CellView }
  | { readonly kind: "exercise"; readonly cell: Cell; readonly view: CellView; readonly number: number }
  | { readonly kind: "check"; readonly cell: Cell; readonly view: CellView; readonly number: number }
  | { readonly kind: "solution"; readonly cells: readonly { readonly cell: Cell; readonly view: CellView }[] };

export type Visibility = "shown" | "folded" | "absent";

export interface CellView {
  readonly input: Visibility;
  readonly output: Visibility;
}

/** Reads title, order and language from the notebook's metadata and sorts its cells into blocks. */
export function chapterOf(path: string, notebook: Notebook, edition: Edition): Chapter {
  const settings = record(notebook.metadata.gradbook);
  const cells = notebook.cells.filter((cell) => !dropped(cell, edition));
  const name = basename(path).replace(/\.ipynb$/i, "");
  return {
    path,
    name: name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^\.+/, "") || "notebook",
    title: edition.title ?? text(notebook.metadata.title) ?? text(settings.title) ?? firstHeading(cells) ?? name,
    description: text(settings.description) ?? text(notebook.metadata.description) ?? "",
    language: [text(settings.language), edition.language].find(isLanguageTag) ?? "en",
    order: number(settings.order) ?? number(notebook.metadata.order) ?? Infinity,
    blocks: blocksOf(cells, edition),
    notebook: { ...notebook, cells },
  };
}

/** Whether a value has the form of a BCP 47 tag, such as `de` or `fr-CA`. */
export const isLanguageTag = (value: string | undefined): value is string =>
  value !== undefined && /^[a-z]{2,3}(-[a-z\d]{2,8})*$/i.test(value);

/** Chapters in reading order: by `order`, then by file name with numbers read as numbers. */
export function inOrder(chapters: readonly Chapter[]): Chapter[] {
  const names = new Intl.Collator("en", { numeric: true });
  return chapters.toSorted((a, b) => (a.order === b.order ? names.compare(a.name, b.name) : a.order - b.order));
}

export const hasTag = (cell: Cell, ...tags: string[]): boolean =>
  tags.some((tag) => cell.metadata.tags?.includes(tag) ?? false);

function dropped(cell: Cell, edition: Edition): boolean {
  if (hasTag(cell, "remove-cell")) return true;
  if (edition.hideSolutions && hasTag(cell, "solution")) return true;
  return cell.cell_type === "raw" || (cell.source.trim() === "" && !isFilled(cell));
}

const isFilled = (cell: Cell): boolean => cell.cell_type === "code" && cell.outputs.length > 0;

function blocksOf(cells: readonly Cell[], edition: Edition): Block[] {
  const blocks: Block[] = [];
  let exercises = 0;
  let checks = 0;
  for (const cell of cells) {
    const view = viewOf(cell, edition);
    const last = blocks.at(-1);
    if (hasTag(cell, "solution")) {
      if (last?.kind === "solution") blocks[blocks.length - 1] = { ...last, cells: [...last.cells, { cell, view }] };
      else blocks.push({ kind: "solution", cells: [{ cell, view }] });
    } else if (hasTag(cell, "exercise") && cell.cell_type === "markdown") {
      blocks.push({ kind: "exercise", cell, view, number: ++exercises });
    } else if (hasTag(cell, "check")) {
      blocks.push({ kind: "check", cell, view, number: ++checks });
    } else {
      blocks.push({ kind: "cell", cell, view });
    }
  }
  return blocks;
}

function viewOf(cell: Cell, edition: Edition): CellView {
  if (cell.cell_type !== "code") return { input: hasTag(cell, "hide-cell") ? "folded" : "shown", output: "absent" };
  const input = hasTag(cell, "remove-input") || edition.hideCode ? "absent" : folded(cell, "input", "source_hidden");
  const output = hasTag(cell, "remove-output") ? "absent" : folded(cell, "output", "outputs_hidden");
  return { input, output };
}

/** Folded by tag, or by what JupyterLab stores when the author collapsed it. */
function folded(cell: CodeCell, part: "input" | "output", field: string): Visibility {
  // A solution is folded as a whole: collapsed in JupyterLab too, it would be folded twice here.
  const collapsed = record(cell.metadata.jupyter)[field] === true && !hasTag(cell, "solution");
  return collapsed || hasTag(cell, `hide-${part}`, "hide-cell") ? "folded" : "shown";
}

function firstHeading(cells: readonly Cell[]): string | undefined {
  for (const cell of cells) {
    const match = cell.cell_type === "markdown" && /^#\s+(.+?)\s*#*\s*$/m.exec(cell.source);
    if (match) return match[1]!.replace(/[*_`]/g, "");
  }
  return undefined;
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
const text = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
