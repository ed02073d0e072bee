// An attention figure in characters: queries down, keys across, each weight a coloured square; one head at a time.
import { colorAt, viridis } from "../../../../extension/figures/draw/color.ts";
import { type AttentionData, readAttention } from "../../../../extension/figures/payload/attention.ts";
import type { Style } from "../terminal/style.ts";
import { wrap } from "../terminal/width.ts";
import { shades } from "./blocks.ts";

const most = 40;
const widestName = 14;

/** The figure in at most `columns` columns. @throws PayloadError */
export function attentionRows(payload: unknown, columns: number, style: Style): string[] {
  const data = readAttention(payload);
  const names = data.queries.slice(0, most).map((name) => name.slice(0, widestName));
  const margin = Math.max(0, ...names.map(({ length }) => length));
  const keys = Math.min(data.keys.length, most, Math.max(1, Math.floor((columns - margin - 2) / 2)));
  const { layer = 0, head = 0 } = data.view;
  const weight = (row: number, column: number): number =>
    data.weights[((layer * data.heads + head) * data.queries.length + row) * data.keys.length + column]!;
  const rows = names.map((name, row) => `${name.padStart(margin)} ${squares(row, keys, weight, style)}`);
  const where =
    data.layers * data.heads > 1
      ? [`layer ${layer + 1} of ${data.layers}, head ${head + 1} of ${data.heads}; columns: the words looked at`]
      : [];
  const title = wrap(data.alt, columns).map((row) => style.paint("faint", row));
  return [...title, ...keyRows(data, keys, margin), ...rows, ...where];
}

function squares(row: number, keys: number, weight: (row: number, column: number) => number, style: Style): string {
  if (!style.colors) return shades(1, keys, (_, column) => weight(row, column), 2)[0]!;
  return Array.from({ length: keys }, (_, column) =>
    style.pixel("██", colorAt(viridis, weight(row, column)), undefined),
  ).join("");
}

/** Names of the columns, written downwards. */
function keyRows({ keys }: AttentionData, shown: number, margin: number): string[] {
  const names = keys.slice(0, shown).map((name) => [...name].slice(0, 8));
  const height = Math.max(0, ...names.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => {
    const letters = names.map((name) => `${name[line - height + name.length] ?? " "} `).join("");
    return `${" ".repeat(margin + 1)}${letters}`.trimEnd();
  });
}
