// Checks that parsed JSON is a notebook of nbformat 4, and says where it is not.
// Strict about types, since a wrong one would be shown wrongly; fields that are missing but have one sensible value are
// left to `upgrade.ts`; fields that we do not know are nobody's fault.
import { NotebookError } from "./error.ts";

type Fields = Record<string, unknown>;
type Check = (value: unknown, place: string) => void;

/** Throws `NotebookError` when `json` is not a notebook of version 4.x; `name` is how messages call the file. */
export function validate(json: unknown, name: string): void {
  try {
    notebook(json);
  } catch (error) {
    if (error instanceof Problem) throw new NotebookError(`${name} is not a valid notebook: ${error.message}.`);
    throw error;
  }
}

class Problem extends Error {}

function notebook(json: unknown): void {
  object(json, "the file");
  const fields = json as Fields;
  if (!("nbformat" in fields) && !("cells" in fields))
    throw new Problem("it has neither `nbformat` nor `cells`; is it another kind of JSON file");
  version(fields);
  needed(fields, "cells", "", list);
  optional(fields, "metadata", "", notebookMetadata);
  (fields.cells as unknown[]).forEach((item, i) => cell(item, `cells[${i}]`));
}

function version({ nbformat, nbformat_minor }: Fields): void {
  if (!Number.isInteger(nbformat)) throw wrong("nbformat", "the number 4", nbformat);
  if (nbformat !== 4)
    throw new Problem(
      `its format is nbformat ${nbformat}, and gradbook reads nbformat 4. ` +
        ((nbformat as number) < 4
          ? "Convert it with `jupyter nbconvert --to notebook --nbformat 4`"
          : "Save it as nbformat 4, or update gradbook"),
    );
  if (nbformat_minor !== undefined && !Number.isInteger(nbformat_minor))
    throw wrong("nbformat_minor", "a whole number", nbformat_minor);
}

const kinds = ["code", "markdown", "raw"];

function cell(json: unknown, place: string): void {
  object(json, place);
  const fields = json as Fields;
  if (!kinds.includes(fields.cell_type as string))
    throw wrong(`${place}.cell_type`, "`code`, `markdown` or `raw`", fields.cell_type);
  needed(fields, "source", place, text);
  optional(fields, "metadata", place, metadata);
  optional(fields, "id", place, id);
  optional(fields, "attachments", place, attachments);
  if (fields.cell_type !== "code") return;
  optional(fields, "execution_count", place, count);
  optional(fields, "outputs", place, list);
  ((fields.outputs ?? []) as unknown[]).forEach((item, i) => output(item, `${place}.outputs[${i}]`));
}

function output(json: unknown, place: string): void {
  object(json, place);
  const fields = json as Fields;
  switch (fields.output_type) {
    case "stream":
      optional(fields, "name", place, string);
      return needed(fields, "text", place, text);
    case "display_data":
    case "execute_result":
      optional(fields, "execution_count", place, count);
      optional(fields, "metadata", place, object);
      return needed(fields, "data", place, mimeData);
    case "error":
      needed(fields, "ename", place, string);
      needed(fields, "evalue", place, string);
      return needed(fields, "traceback", place, strings);
    default:
      throw wrong(`${place}.output_type`, "`stream`, `display_data`, `execute_result` or `error`", fields.output_type);
  }
}

const object: Check = (value, place) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(place, "an object", value);
};
const list: Check = (value, place) => {
  if (!Array.isArray(value)) throw wrong(place, "a list", value);
};
const string: Check = (value, place) => {
  if (typeof value !== "string") throw wrong(place, "a string", value);
};
const strings: Check = (value, place) => {
  list(value, place);
  (value as unknown[]).forEach((item, i) => string(item, `${place}[${i}]`));
};
const text: Check = (value, place) => {
  if (Array.isArray(value)) strings(value, place);
  else if (typeof value !== "string") throw wrong(place, "a string or a list of strings", value);
};
const count: Check = (value, place) => {
  if (value !== null && !Number.isInteger(value)) throw wrong(place, "a whole number or null", value);
};
const id: Check = (value, place) => {
  if (typeof value !== "string" || !/^[\w-]{1,64}$/.test(value))
    throw wrong(place, "1 to 64 letters, digits, `-` or `_`", value);
};
const metadata: Check = (value, place) => {
  object(value, place);
  optional(value as Fields, "tags", place, strings);
};
const notebookMetadata: Check = (value, place) => {
  object(value, place);
  for (const key of ["kernelspec", "language_info"]) optional(value as Fields, key, place, named);
};
const named: Check = (value, place) => {
  object(value, place);
  optional(value as Fields, "name", place, string);
};
const attachments: Check = (value, place) => {
  object(value, place);
  for (const [name, item] of Object.entries(value as Fields)) mimeData(item, `${place}[${JSON.stringify(name)}]`);
};
/** Values under JSON types are free; others are text. nbformat leaves the difference to the reader, and so do we. */
const mimeData: Check = (value, place) => object(value, place);

function needed(fields: Fields, key: string, place: string, check: Check): void {
  if (!(key in fields)) throw new Problem(`${place || "the notebook"} has no \`${key}\``);
  check(fields[key], join(place, key));
}

function optional(fields: Fields, key: string, place: string, check: Check): void {
  if (fields[key] !== undefined) check(fields[key], join(place, key));
}

const join = (place: string, key: string): string => (place ? `${place}.${key}` : key);

function wrong(place: string, expected: string, given: unknown): Problem {
  return new Problem(`\`${place}\` must be ${expected}, but is ${describe(given)}`);
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const shown = JSON.stringify(value);
  return shown.length > 40 ? `${shown.slice(0, 40)}…` : shown;
}
