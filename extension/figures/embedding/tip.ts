// What is told beside a point: its name, its kind or value, and the nearest points with how near they are.
import { formatNumber } from "../draw/numbers.ts";
import type { EmbeddingData } from "../payload/embedding.ts";
import { make } from "../view/dom.ts";
import type { FigureHost } from "../view/host.ts";
import { neighboursOf } from "./scene.ts";

const most = 6;

export function tipRows(data: EmbeddingData, point: number, trans: Required<FigureHost>["trans"]): HTMLElement[] {
  const { labels, categories, values, neighbours } = data;
  const row = (name: string, value: string) =>
    make("div", "gb-tip-row", {}, [name, make("b", "", { textContent: value })]);
  const near = neighboursOf(data, point).slice(0, most);
  const measure = neighbours?.metric === "euclidean" ? trans.__("distance") : trans.__("cosine");
  return [
    make("div", "gb-tip-head", { textContent: labels[point] || trans.__("point %1", String(point)) }),
    ...(categories ? [row(trans.__("kind"), categories.names[categories.codes[point]!]!)] : []),
    ...(values ? [row(values.name || trans.__("value"), formatNumber(values.numbers[point]!))] : []),
    ...(near.length > 0 ? [make("div", "gb-tip-part", { textContent: trans.__("nearest, by %1", measure) })] : []),
    ...near.map((one) => row(labels[one.point] || String(one.point), formatNumber(one.similarity, 2))),
  ];
}
