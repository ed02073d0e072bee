// The notebook format, nbformat 4.5, as types: what a notebook is in memory after reading.
// Multi-line text is one string here, although files may hold it as a list of lines; fields that we do not know are kept.
// Source: the nbformat 4.5 schema (https://nbformat.readthedocs.io).

export interface Notebook {
  cells: Cell[];
  metadata: NotebookMetadata;
  nbformat: 4;
  /** 5 after reading, or higher when the file was written by a newer Jupyter. */
  nbformat_minor: number;
}

export interface NotebookMetadata {
  kernelspec?: { name: string; display_name: string; [field: string]: unknown };
  language_info?: { name: string; [field: string]: unknown };
  title?: string;
  [field: string]: unknown;
}

export type Cell = CodeCell | MarkdownCell | RawCell;

interface CellBase {
  /** 1–64 characters out of letters, digits, `-` and `_`; unique in its notebook. */
  id: string;
  metadata: CellMetadata;
  source: string;
}

export interface CellMetadata {
  tags?: string[];
  [field: string]: unknown;
}

export interface CodeCell extends CellBase {
  cell_type: "code";
  execution_count: number | null;
  outputs: Output[];
}

export interface MarkdownCell extends CellBase {
  cell_type: "markdown";
  /** File name → its contents by MIME type, for `![](attachment:name)`. */
  attachments?: Record<string, MimeData>;
}

export interface RawCell extends CellBase {
  cell_type: "raw";
  attachments?: Record<string, MimeData>;
}

/** One thing in several MIME types: strings for text and base64, any JSON for `application/json` and `…+json`. */
export type MimeData = Record<string, unknown>;

export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

export interface StreamOutput {
  output_type: "stream";
  name: string;
  text: string;
}

export interface DisplayOutput {
  output_type: "display_data";
  data: MimeData;
  metadata: Record<string, unknown>;
}

export interface ResultOutput {
  output_type: "execute_result";
  data: MimeData;
  metadata: Record<string, unknown>;
  execution_count: number | null;
}

export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}

/** MIME types whose value is JSON and stays as it is; every other value is text. */
export function isJsonMime(type: string): boolean {
  return type === "application/json" || (type.startsWith("application/") && type.endsWith("+json"));
}
