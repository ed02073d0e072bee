// The numbers behind a curves figure, as a table and as CSV.
import { formatCount, formatNumber } from "../draw/numbers.ts";
import { trans } from "../draw/words.ts";
import type { CurvesData } from "../payload/curves.ts";
import { csvLine, type Table } from "../view/shell.ts";
import { bucketSentence } from "./describe.ts";

const mostRows = 400;

/** One row for each place on the x axis where any series has a point; evenly thinned when there are too many. */
export function curvesTable(data: CurvesData): Table {
  const all = rowsOf(data);
  const every = Math.ceil(all.length / mostRows);
  const rows = all.filter((_, i) => i % every === 0 || i === all.length - 1);
  const thinned = every > 1 ? ` ${trans.__("Of %1 rows one is shown; the CSV file has all.", formatCount(every))}` : "";
  return {
    caption: `${data.title || trans.__("Curves")}.${thinned} ${bucketSentence(data) ?? ""}`,
    head: [data.xLabel, ...data.series.map(({ name }) => name)],
    rows: rows.map(([x, ...ys]) => [
      formatNumber(x!, 9),
      ...ys.map((y) => (y === undefined ? "" : formatNumber(y, 6))),
    ]),
  };
}

/** The same rows with full precision, and the bands where points were put together. */
export function curvesCsv(data: CurvesData): string {
  const lines = [csvLine([data.xLabel, ...data.series.map(({ name }) => name)])];
  for (const [x, ...ys] of rowsOf(data)) lines.push(csvLine([x!, ...ys.map((y) => y ?? "")]));
  return `${lines.join("\r\n")}\r\n`;
}

function rowsOf(data: CurvesData): (number | undefined)[][] {
  const byX = new Map<number, (number | undefined)[]>();
  data.series.forEach(({ x, y }, s) => {
    for (let i = 0; i < x.length; i++) {
      let row = byX.get(x[i]!);
      if (!row) byX.set(x[i]!, (row = data.series.map(() => undefined)));
      row[s] = y[i]!;
    }
  });
  return [...byX].toSorted(([a], [b]) => a - b).map(([x, ys]) => [x, ...ys]);
}
