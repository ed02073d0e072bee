// One head as lines between two columns of words; or all heads of a layer over one another, each in its colour, with
// their shares beside the words.
import type { Pen } from "../draw/pen.ts";
import { fitText } from "../draw/textWidth.ts";
import { everyHead, headWeights } from "./head.ts";
import { type AttentionScene, type Focus, headColor } from "./paintAttention.ts";
import { ink, shownWord } from "./words.ts";

export function paintLines(pen: Pen, weights: Float32Array, scene: AttentionScene, focus: Focus): void {
  const { data, choices, places, theme } = scene;
  const { stage, cell } = places;
  const columns = data.keys.length;
  const middle = (at: number) => stage.y + (at + 0.5) * cell.height;
  const each = choices.head === everyHead;
  const heads = each
    ? Array.from({ length: data.heads }, (_, head) => ({
        color: headColor(theme, head),
        weights: headWeights(data, choices.layer, head),
      }))
    : [{ color: theme.accent, weights }];
  for (const head of heads) paintBundle(pen, head.weights, head.color, scene, focus, each ? 0.6 : 1);
  pen.globalAlpha = 1;
  pen.textBaseline = "middle";
  const size = Math.min(13, cell.height - 2);
  pen.textAlign = "right";
  data.queries.forEach((word, query) => {
    ink(pen, theme, (focus.query ?? query) === query, size);
    pen.fillText(fitText(pen, shownWord(word), stage.x - 10), stage.x - 8, middle(query));
  });
  pen.textAlign = "left";
  const squares = each && focus.query !== undefined ? Math.min(12, Math.floor(90 / data.heads)) : 0;
  data.keys.forEach((word, key) => {
    const weight = focus.query === undefined ? undefined : weights[focus.query * columns + key]!;
    ink(pen, theme, weight === undefined ? (focus.key ?? key) === key : weight > 0.05, size);
    const percent = weight !== undefined && weight >= 0.01 ? `  ${Math.round(100 * weight)} %` : "";
    const left = stage.x + stage.width + 8 + (squares > 0 ? squares * data.heads + 6 : 0);
    pen.fillText(fitText(pen, shownWord(word) + percent, 160), left, middle(key));
    if (squares === 0) return;
    heads.forEach((head, i) => {
      pen.fillStyle = head.color;
      pen.globalAlpha = Math.min(1, head.weights[focus.query! * columns + key]!);
      pen.fillRect(stage.x + stage.width + 8 + i * squares, middle(key) - 5, squares - 1, 10);
    });
  });
  pen.globalAlpha = 1;
}

/** The lines of a head, the stronger the weight the thicker. */
function paintBundle(
  pen: Pen,
  weights: Float32Array,
  color: string,
  { data, places: { stage, cell } }: AttentionScene,
  focus: Focus,
  strength: number,
): void {
  const columns = data.keys.length;
  const middle = (at: number) => stage.y + (at + 0.5) * cell.height;
  const [from, to, bend] = [stage.x, stage.x + stage.width, stage.x + stage.width / 2];
  pen.strokeStyle = color;
  weights.forEach((weight, i) => {
    const [query, key] = [Math.floor(i / columns), i % columns];
    const lit = (focus.query ?? query) === query && (focus.key ?? key) === key;
    const alpha = (lit ? weight : 0.12 * weight) * strength;
    if (alpha < 0.01) return;
    pen.globalAlpha = Math.min(1, alpha);
    pen.lineWidth = 1 + 2 * weight;
    pen.beginPath();
    pen.moveTo(from, middle(query));
    pen.bezierCurveTo(bend, middle(query), bend, middle(key), to, middle(key));
    pen.stroke();
  });
}
