// What a chart figure carries: a Vega-Lite specification with its rows inside. Vega runs no code from it (expressions are
// interpreted, not compiled), but it can be asked for endless work or for files: such specifications are refused here.
import { PayloadError } from "./errors.ts";
import { object, oneOf, text, withDefault } from "./fields.ts";
import { type Json, type JsonObject, jsonObject, objectsIn } from "./json.ts";
import { limits } from "./limits.ts";

/** The payload as JSON. */
export interface ChartPayload {
  readonly v: 1;
  readonly title: string;
  readonly alt: string;
  /** What is to be known about the data, such as that they are a sample. */
  readonly note: string;
  readonly spec: object;
}

const fields = object({
  v: oneOf(1),
  title: withDefault(text(limits.label), ""),
  alt: withDefault(text(limits.alt), ""),
  note: withDefault(text(limits.label), ""),
  spec: jsonObject({ depth: 40, most: 1_000_000, letters: 100_000 }),
});

/** A checked payload. */
export type ChartData = ReturnType<typeof readChart>;

/**
 * Reads a chart payload.
 * @throws PayloadError with the path of the first field that is wrong, or with what the specification asks too much of
 */
export function readChart(payload: unknown) {
  const data = fields(payload, "chart");
  const rows = rowsOf(data.spec);
  let parts = 0;
  for (const [name, part] of objectsIn(withoutRows(data.spec))) {
    parts += 1;
    checkPart(name, part, rows);
  }
  if (parts > limits.chartParts) throw new PayloadError("chart.spec", `at most ${limits.chartParts} objects`, parts);
  if (rows.length > limits.chartRows)
    throw new PayloadError("chart.spec.data", `at most ${limits.chartRows} rows`, rows);
  return { ...data, rows };
}

/** The rows of all data that stand in the specification. */
function rowsOf(spec: JsonObject): readonly Json[] {
  const found: Json[] = [];
  for (const [name, part] of objectsIn(spec)) {
    if (name === "data" && Array.isArray(part["values"])) found.push(...(part["values"] as readonly Json[]));
    if (name !== "datasets") continue;
    for (const set of Object.values(part)) if (Array.isArray(set)) found.push(...(set as readonly Json[]));
  }
  return found;
}

/** Rows are data, not parts of the picture: what is named "width" there is no width. */
function withoutRows(value: Json, name = ""): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((entry) => withoutRows(entry, name));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as JsonObject).filter(
    ([key]) => !(name === "data" && key === "values") && key !== "datasets",
  );
  return Object.fromEntries(entries.map(([key, entry]) => [key, withoutRows(entry, key)]));
}

const separated: ReadonlySet<Json> = new Set(["csv", "tsv", "dsv"]);

const expensive = /\b(sequence|pad|lpad|rpad|repeat)\s*\(/;

function checkPart(name: string, part: JsonObject, rows: readonly Json[]): void {
  const path = `chart.spec…${name}`;
  if (name === "data" && part["url"] !== undefined) {
    throw new PayloadError(`${path}.url`, "absent (charts carry their rows in data.values)", part["url"]);
  }
  // Vega reads separated text by compiling a function for it, which no page of ours allows.
  if (name === "format" && separated.has(part["type"] ?? null)) {
    throw new PayloadError(`${path}.type`, "absent (rows are a list of objects in data.values)", part["type"]);
  }
  for (const [key, value] of Object.entries(part)) {
    const most = largest[key];
    if (Object.hasOwn(largest, key) && typeof value === "number" && Math.abs(value) > most!) {
      throw new PayloadError(`${path}.${key}`, `at most ${most}`, value);
    }
    if (typeof value === "string" && expensive.test(value)) {
      throw new PayloadError(`${path}.${key}`, "an expression that makes no long lists", value);
    }
  }
  if (name === "bind" && part["element"] !== undefined) {
    throw new PayloadError(
      `${path}.element`,
      "absent (a chart has its controls itself: { input: … })",
      part["element"],
    );
  }
  if (name === "sequence") {
    const [start, stop, step] = [Number(part["start"] ?? 0), Number(part["stop"]), Number(part["step"] ?? 1)];
    if (!(Math.abs((stop - start) / step) <= limits.chartRows)) {
      throw new PayloadError(path, `a sequence of at most ${limits.chartRows}`, stop);
    }
  }
  if (name === "repeat" && Object.values(part).flat().length > limits.facets) {
    throw new PayloadError(path, `at most ${limits.facets} repetitions`, "more");
  }
  if (["facet", "row", "column"].includes(name) && typeof part["field"] === "string")
    checkFacet(part["field"], rows, path);
}

/** Sizes and counts that Vega believes without asking. */
const largest: Record<string, number> = {
  width: 8_000,
  height: 8_000,
  step: 2_000,
  maxbins: 5_000,
  steps: 5_000,
  tickCount: 5_000,
  fontSize: 400,
  columns: 200,
  size: 1e6,
};

/** A small chart for each value of a field: for how many? */
function checkFacet(field: string, rows: readonly Json[], path: string): void {
  const values = new Set<unknown>();
  for (const row of rows) {
    const value = (row as JsonObject | null)?.[field];
    values.add(typeof value === "object" ? JSON.stringify(value) : value);
  }
  // A field that only a transform makes may differ in every row.
  const missing = values.size === 1 && values.has(undefined);
  const count = missing ? rows.length : values.size;
  if (count > (missing ? 10 * limits.facets : limits.facets)) {
    throw new PayloadError(path, `a field with at most ${limits.facets} values`, `${field}, which has ${count}`);
  }
}
