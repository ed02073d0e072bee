// A surface figure in words and as a table.
import { formatNumber } from "../draw/numbers.ts";
import type { SurfaceData } from "../payload/surface.ts";
import { csvLine, type Table } from "../view/shell.ts";
import { trans } from "../draw/words.ts";

/** "41 × 41 heights from 0.1 to 5.2, lowest at (0, 1). SGD ends at 0.2 after 20 steps." */
export function surfaceSentence(data: SurfaceData): string {
  const finite = Array.from(data.z).filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const high = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  const at = Array.from(data.z).indexOf(low);
  const size = trans.__("%1 × %2 heights", String(data.x.length), String(data.y.length));
  if (at < 0) return trans.__("%1, none of them finite.", size);
  const place = `(${formatNumber(data.x[at % data.x.length]!)}, ${formatNumber(data.y[Math.floor(at / data.x.length)]!)})`;
  const paths = data.paths.slice(0, 8).map(({ name, heights, steps }) => {
    const last = steps > 0 ? heights[steps - 1]! : NaN;
    return ` ${trans.__("%1 ends at %2 after %3 steps.", name, formatNumber(last), String(steps - 1))}`;
  });
  const all = trans.__("%1 from %2 to %3, lowest at %4.", size, formatNumber(low), formatNumber(high), place);
  return `${all}${paths.join("")}`;
}

const mostRows = 200;

/** The paths, step by step; without paths, the heights. */
export function surfaceTable(data: SurfaceData): Table {
  const caption = data.title || trans.__("Surface");
  const number = (value: number) => formatNumber(value, 5);
  if (data.paths.length > 0) {
    const longest = Math.max(...data.paths.map(({ steps }) => steps));
    return {
      caption,
      head: ["step", ...data.paths.map(({ name }) => name)],
      rows: Array.from({ length: Math.min(mostRows, longest) }, (_, step) => [
        String(step),
        ...data.paths.map(({ places, heights, steps }) =>
          step < steps
            ? `(${number(places[2 * step]!)}, ${number(places[2 * step + 1]!)}): ${number(heights[step]!)}`
            : "",
        ),
      ]),
    };
  }
  const columns = Array.from(data.x.slice(0, 32));
  return {
    caption,
    head: [`${data.yLabel} \\ ${data.xLabel}`, ...columns.map(number)],
    rows: Array.from(data.y.slice(0, mostRows), (y, row) => [
      number(y),
      ...columns.map((_, column) => number(data.z[row * data.x.length + column]!)),
    ]),
  };
}

/** Every height, then every step of every path. */
export function surfaceCsv(data: SurfaceData): string {
  const lines = [csvLine(["path", "step", data.xLabel, data.yLabel, data.zLabel])];
  data.z.forEach((z, i) => {
    lines.push(csvLine(["", "", data.x[i % data.x.length]!, data.y[Math.floor(i / data.x.length)]!, z]));
  });
  for (const { name, places, heights } of data.paths) {
    heights.forEach((z, step) => lines.push(csvLine([name, step, places[2 * step]!, places[2 * step + 1]!, z])));
  }
  return `${lines.join("\r\n")}\r\n`;
}
