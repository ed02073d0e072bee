// An embedding figure in words and as a table.
import { formatCount, formatNumber } from "../draw/numbers.ts";
import type { EmbeddingData } from "../payload/embedding.ts";
import { csvLine, type Table } from "../view/shell.ts";
import { neighboursOf } from "./scene.ts";
import { trans } from "../draw/words.ts";

/** "64 points of 6 kinds, mapped by t-SNE", "…, mapped by PCA, which holds 31 % of the variance" */
export function embeddingSentence(data: EmbeddingData, map: number): string {
  const count = formatCount(data.count);
  const points = data.categories
    ? trans.__("%1 points of %2 kinds", count, String(data.categories.names.length))
    : trans.__("%1 points", count);
  const { name, explained } = data.maps[map]!;
  if (name === "as given") return trans.__("%1, as given", points);
  return explained === undefined
    ? trans.__("%1, mapped by %2", points, name)
    : trans.__("%1, mapped by %2, which holds %3 % of the variance", points, name, String(Math.round(100 * explained)));
}

/** "gold: silver 0.92, coin 0.86" */
export function neighbourSentence(data: EmbeddingData, point: number, count = 5): string {
  const near = neighboursOf(data, point).slice(0, count);
  const names = near.map((n) => `${data.labels[n.point] || n.point} ${formatNumber(n.similarity, 2)}`);
  return `${data.labels[point] || trans.__("point %1", String(point))}${names.length > 0 ? `: ${names.join(", ")}` : ""}`;
}

const mostRows = 500;

export function embeddingTable(data: EmbeddingData, map: number): Table {
  const { places, dims, name } = data.maps[map]!;
  const kind = data.categories;
  return {
    caption: [data.title || trans.__("Embedding"), name].join(", "),
    head: ["", ...(kind ? ["kind"] : []), ...["x", "y", "z"].slice(0, dims), ...(data.neighbours ? ["nearest"] : [])],
    rows: data.labels
      .slice(0, mostRows)
      .map((label, i) => [
        label || String(i),
        ...(kind ? [kind.names[kind.codes[i]!]!] : []),
        ...Array.from({ length: dims }, (_, axis) => formatNumber(places[i * dims + axis]!, 3)),
        ...(data.neighbours ? [neighbourSentence(data, i, 3).split(": ")[1] ?? ""] : []),
      ]),
  };
}

/** Every point, on every map. */
export function embeddingCsv(data: EmbeddingData): string {
  const axes = data.maps.flatMap(({ name, dims }) => ["x", "y", "z"].slice(0, dims).map((axis) => `${name} ${axis}`));
  const lines = [csvLine(["label", "kind", ...axes])];
  data.labels.forEach((label, i) => {
    const kind = data.categories ? data.categories.names[data.categories.codes[i]!]! : "";
    const places = data.maps.flatMap((map) => Array.from(map.places.slice(i * map.dims, (i + 1) * map.dims)));
    lines.push(csvLine([label, kind, ...places]));
  });
  return `${lines.join("\r\n")}\r\n`;
}
