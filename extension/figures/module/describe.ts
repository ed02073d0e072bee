// A model in words, as a table and as CSV.
import { formatBytes, formatCount, formatNumber } from "../draw/numbers.ts";
import type { ModuleData, ModuleRow } from "../payload/module.ts";
import { csvLine, type Table } from "../view/shell.ts";
import { trans } from "../draw/words.ts";

/** "1 234 parameters in 4 layers, 4.9 kB; 12 of 16 have gradients" */
export function moduleSentence(data: ModuleData): string {
  const parameters = data.rows.filter(({ kind, sameAs }) => kind === "parameter" && !sameAs);
  // Modules without modules in them.
  const modules = data.rows.filter(({ kind }) => kind === "module");
  const layers = modules.filter(({ depth }, i) => (modules[i + 1]?.depth ?? 0) <= depth).length;
  const frozen = data.count - data.trainable;
  const graded = parameters.filter(({ gradient }) => gradient).length;
  const norm = gradientNorm(data);
  return [
    layers === 1
      ? trans.__("%1 parameters in 1 layer", formatCount(data.count))
      : trans.__("%1 parameters in %2 layers", formatCount(data.count), String(layers)),
    formatBytes(data.bytes),
    ...(frozen > 0 ? [trans.__("%1 of them frozen", formatCount(frozen))] : []),
    data.training ? trans.__("training") : trans.__("evaluating"),
    graded === 0
      ? trans.__("no gradients")
      : trans.__("gradients in %1 of %2, norm %3", String(graded), String(parameters.length), formatNumber(norm)),
  ].join(", ");
}

/** Of all gradients together, as for clipping. */
function gradientNorm({ rows }: ModuleData): number {
  return Math.hypot(...rows.filter(({ sameAs }) => !sameAs).map(({ gradient }) => gradient?.norm ?? 0));
}

/** "weight float32 [64, 10], 640 numbers, norm 2.1; gradient of norm 0.03" */
export function rowSentence(row: ModuleRow): string {
  const { name, kind, type, count } = row;
  if (kind === "module") return `${name ? `${name}: ` : ""}${trans.__("%1, %2 parameters", type, formatCount(count))}`;
  const facts = [
    `${name} ${type} [${row.shape?.join(", ") ?? ""}]`,
    count === 1 ? trans.__("1 number") : trans.__("%1 numbers", formatCount(count)),
    ...(row.sameAs ? [trans.__("shared with %1", row.sameAs)] : []),
    ...(row.values ? [spread(row.values)] : []),
    ...(row.trainable === false ? [trans.__("frozen")] : []),
  ].join(", ");
  return row.gradient ? trans.__("%1; gradient: %2", facts, spread(row.gradient)) : facts;
}

/** "norm 2.1, from −0.3 to 0.3" */
function spread({ norm, min, max, broken }: NonNullable<ModuleRow["values"]>): string {
  const bad = broken > 0 ? `, ${trans.__("%1 not finite", formatCount(broken))}` : "";
  return Number.isNaN(min)
    ? `${trans.__("none finite")}${bad}`
    : `${trans.__("norm %1, from %2 to %3", formatNumber(norm), formatNumber(min), formatNumber(max))}${bad}`;
}

/** The way to a row from the model: "encoder.0.weight". */
export function pathOf({ rows }: ModuleData, at: number): string {
  const parts: string[] = [];
  for (let i = at, depth = rows[at]!.depth; i > 0 && depth > 0; i--) {
    if (rows[i]!.depth !== depth) continue;
    parts.unshift(rows[i]!.name);
    depth--;
  }
  return parts.join(".");
}

const head = ["name", "type", "shape", "count", "norm", "mean", "std", "min", "max"];
const gradientHead = ["gradient norm", "gradient mean", "gradient std"];

export function moduleTable(data: ModuleData): Table {
  return {
    caption: `${data.title || data.rows[0]!.type}: ${moduleSentence(data)}`,
    head: [...head, ...gradientHead],
    rows: cellsOf(data).map((row) =>
      row.map((cell, i) => (typeof cell === "string" ? cell : i === 3 ? formatCount(cell) : formatNumber(cell))),
    ),
  };
}

export function moduleCsv(data: ModuleData): string {
  return `${[[...head, ...gradientHead], ...cellsOf(data)].map(csvLine).join("\r\n")}\r\n`;
}

function cellsOf(data: ModuleData): (string | number)[][] {
  return data.rows.map(({ type, shape, count, values, gradient }, i) => [
    pathOf(data, i) || trans.__("(model)"),
    type,
    shape ? `[${shape.join(", ")}]` : "",
    count,
    ...(values ? [values.norm, values.mean, values.std, values.min, values.max] : ["", "", "", "", ""]),
    ...(gradient ? [gradient.norm, gradient.mean, gradient.std] : ["", "", ""]),
  ]);
}
