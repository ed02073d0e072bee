// From any valid notebook 4.0–4.5 to 4.5 as we hold it: lines joined, missing fields filled in, every cell with an id.
// Ids are derived from the cell's content, so reading the same old file twice gives the same ids.
import { createHash } from "node:crypto";
import { type Cell, isJsonMime, type MimeData, type Notebook, type Output } from "./format.ts";

/** Upgrades validated JSON in place and returns it. A newer minor version than 5 is kept. */
export function upgrade(json: unknown): Notebook {
  const notebook = json as Notebook;
  notebook.metadata ??= {};
  notebook.nbformat_minor = Math.max(5, notebook.nbformat_minor ?? 0);
  for (const field of ["orig_nbformat", "orig_nbformat_minor", "signature"]) delete notebook.metadata[field];
  const taken = new Set<string>();
  for (const cell of notebook.cells) {
    upgradeCell(cell);
    cell.id = uniqueId(cell, taken);
  }
  return notebook;
}

function upgradeCell(cell: Cell): void {
  cell.metadata ??= {};
  delete cell.metadata.trusted;
  cell.source = joined(cell.source) as string;
  if (cell.cell_type === "code") {
    cell.execution_count ??= null;
    cell.outputs ??= [];
    cell.outputs.forEach(upgradeOutput);
  } else {
    Object.values(cell.attachments ?? {}).forEach(joinMimeData);
  }
}

function upgradeOutput(output: Output): void {
  if (output.output_type === "stream") {
    output.name ??= "stdout";
    output.text = joined(output.text) as string;
  } else if (output.output_type !== "error") {
    output.metadata ??= {};
    if (output.output_type === "execute_result") output.execution_count ??= null;
    joinMimeData(output.data);
  }
}

function joinMimeData(data: MimeData): void {
  for (const type of Object.keys(data)) if (!isJsonMime(type)) data[type] = joined(data[type]);
}

function joined(value: unknown): unknown {
  return Array.isArray(value) && value.every((line) => typeof line === "string") ? value.join("") : value;
}

/** The cell's own id, or eight hex digits from type, source and, for repetitions, their number. */
function uniqueId(cell: Cell, taken: Set<string>): string {
  let id: string | undefined = cell.id;
  for (let copy = 0; id === undefined || taken.has(id); copy++) {
    id = createHash("sha256").update(`${cell.cell_type}\n${cell.source}\n${copy}`).digest("hex").slice(0, 8);
  }
  taken.add(id);
  return id;
}
