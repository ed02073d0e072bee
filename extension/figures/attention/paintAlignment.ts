// The alignment view: the keys as a line of text above, the queries below, and between them who looks at whom most.
import type { Pen } from "../draw/pen.ts";
import { fitText } from "../draw/textWidth.ts";
import { font, type Theme } from "../draw/theme.ts";
import type { AttentionData } from "../payload/attention.ts";
import { alignmentOf } from "./describe.ts";
import type { Focus } from "./paintAttention.ts";
import type { AttentionPlaces } from "./places.ts";

export function paintAlignment(
  pen: Pen,
  weights: Float32Array,
  data: AttentionData,
  { stage, cell }: AttentionPlaces,
  theme: Theme,
  focus: Focus,
): void {
  const keys = data.keys.length;
  const middle = (at: number, of: number) => stage.x + ((at + 0.5) * stage.width) / Math.max(1, of);
  const [top, bottom] = [stage.y + cell.height, stage.y + stage.height - cell.height];
  const lit = { queries: new Set<number>(), keys: new Set<number>() };
  pen.strokeStyle = theme.accent;
  for (let query = 0; query < data.queries.length; query++) {
    for (const { key, weight } of alignmentOf(weights, keys, query)) {
      const bright = (focus.query ?? query) === query && (focus.key ?? key) === key;
      if (bright) {
        lit.queries.add(query);
        lit.keys.add(key);
      }
      pen.globalAlpha = bright ? 0.25 + 0.75 * weight : 0.08;
      pen.lineWidth = 1 + 4 * weight;
      const [x1, x2] = [middle(key, keys), middle(query, data.queries.length)];
      pen.beginPath();
      pen.moveTo(x1, top);
      pen.bezierCurveTo(x1, (top + bottom) / 2, x2, (top + bottom) / 2, x2, bottom);
      pen.stroke();
    }
  }
  pen.globalAlpha = 1;
  pen.textAlign = "center";
  const write = (words: readonly string[], baseline: "top" | "bottom", y: number, shown: ReadonlySet<number>) => {
    pen.textBaseline = baseline;
    const room = stage.width / Math.max(1, words.length);
    pen.font = font(theme, Math.max(8, Math.min(14, room / 3)));
    words.forEach((word, at) => {
      pen.fillStyle = shown.has(at) ? theme.text : theme.muted;
      pen.globalAlpha = shown.has(at) ? 1 : 0.5;
      pen.fillText(fitText(pen, word, room - 2), middle(at, words.length), y);
    });
    pen.globalAlpha = 1;
  };
  write(data.keys, "bottom", top - 4, lit.keys);
  write(data.queries, "top", bottom + 4, lit.queries);
}
