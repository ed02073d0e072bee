// Paints an attention figure: thumbnails of all heads, then one head, as a matrix, as lines between words, or aligned.
// What is under the pointer stays, the rest fades.
import { categories } from "../draw/color.ts";
import { aside, type Pen, type Sheet } from "../draw/pen.ts";
import { font, type Theme } from "../draw/theme.ts";
import type { AttentionData } from "../payload/attention.ts";
import { type AttentionChoices, everyHead, headWeights, keysLookedAt, topWeight } from "./head.ts";
import { paintAlignment } from "./paintAlignment.ts";
import { paintLines } from "./paintLines.ts";
import { paintHead, paintWeights } from "./paintMatrix.ts";
import type { AttentionPlaces } from "./places.ts";
import { trans } from "../draw/words.ts";

export interface AttentionScene {
  readonly data: AttentionData;
  readonly choices: AttentionChoices;
  readonly places: AttentionPlaces;
  readonly theme: Theme;
}

/** Which word is pointed at: its weights light up. */
export interface Focus {
  readonly query?: number | undefined;
  readonly key?: number | undefined;
}

export function paintAttention(sheet: Sheet, scene: AttentionScene, focus: Focus = {}): void {
  const { data, choices, places, theme } = scene;
  const top = topWeight(data);
  aside(sheet.pen, () => paintThumbs(sheet, scene, top));
  const weights = headWeights(data, choices.layer, choices.head);
  aside(sheet.pen, () => {
    if (choices.mode === "alignment") paintAlignment(sheet.pen, weights, data, places, theme, focus);
    else if (choices.mode === "lines") paintLines(sheet.pen, weights, scene, focus);
    else paintHead(sheet, weights, scene, top, focus);
  });
}

/** The colour of a head where several are drawn over one another. */
export const headColor = (theme: Theme, head: number): string => {
  const colors = theme.dark ? categories.dark : categories.light;
  return colors[head % colors.length]!;
};

function paintThumbs(sheet: Sheet, { data, choices, places, theme }: AttentionScene, top: number): void {
  const { pen } = sheet;
  const { thumbs, roomy } = places;
  for (const thumb of thumbs) {
    const weights = headWeights(data, thumb.layer, thumb.head);
    paintWeights(sheet, weights, data, thumb, theme, top);
    const chosen = thumb.layer === choices.layer && (thumb.head === choices.head || choices.head < 0);
    const color = choices.head === everyHead ? headColor(theme, thumb.head) : theme.accent;
    pen.strokeStyle = chosen ? color : theme.faint;
    pen.lineWidth = chosen ? 2 : 1;
    pen.strokeRect(thumb.x - 1, thumb.y - 1, thumb.width + 2, thumb.height + 2);
    if (!roomy) continue;
    // How many of the keys a query looks at: full for a head that looks at all alike.
    const share = keysLookedAt(weights, data.keys.length) / Math.max(1, data.keys.length);
    pen.fillStyle = theme.grid;
    pen.fillRect(thumb.x - 1, thumb.y + thumb.height + 4, thumb.width + 2, 3);
    pen.fillStyle = theme.muted;
    pen.fillRect(thumb.x - 1, thumb.y + thumb.height + 4, Math.min(1, share) * (thumb.width + 2), 3);
  }
  if (thumbs.length > 0) paintNumbers(pen, { data, choices, places, theme });
}

/** Which layer a row of thumbnails is, and which head a column. */
function paintNumbers(pen: Pen, { data, choices, places, theme }: AttentionScene): void {
  const { thumbs } = places;
  pen.font = font(theme, 10);
  pen.fillStyle = theme.muted;
  pen.textBaseline = "middle";
  pen.textAlign = "left";
  const names = [data.layers > 1 ? `↓ ${trans.__("layer")}` : "", data.heads > 1 ? `→ ${trans.__("head")}` : ""].filter(
    Boolean,
  );
  pen.fillText(names.join("  "), 2, 7);
  const side = thumbs[0]!.width;
  const every = Math.max(1, Math.ceil(16 / side));
  for (const { layer, head, x, y } of thumbs) {
    const strong = (here: boolean) => {
      pen.fillStyle = here ? theme.text : theme.muted;
      pen.font = font(theme, 10, here ? 600 : 400);
    };
    if (head === 0 && data.layers > 1) {
      pen.textAlign = "right";
      strong(layer === choices.layer);
      pen.fillText(String(layer), x - 7, y + side / 2);
    }
    if (layer === 0 && data.heads > 1 && head % every === 0) {
      pen.textAlign = "center";
      strong(head === choices.head);
      pen.fillText(String(head), x + side / 2, y - 10);
    }
  }
}
