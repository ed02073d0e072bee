// The whole attention figure as one still picture, for notebooks without our extension and for Save.
import { aside, type Sheet } from "../draw/pen.ts";
import { fitText } from "../draw/textWidth.ts";
import { font, type Theme } from "../draw/theme.ts";
import type { AttentionData } from "../payload/attention.ts";
import { headSentence } from "./describe.ts";
import { type AttentionChoices, defaultAttention } from "./head.ts";
import { paintAttention } from "./paintAttention.ts";
import { placeAttention } from "./places.ts";
import { trans } from "../draw/words.ts";

const margin = 16;
const header = 54;

export function attentionStill(
  data: AttentionData,
  theme: Theme,
  choices: AttentionChoices = defaultAttention(data),
  width = 640,
) {
  const places = placeAttention(data, choices, width - 2 * margin);
  const inner = Math.max(320, places.width);
  const paint = (sheet: Sheet) => {
    const { pen } = sheet;
    pen.textBaseline = "alphabetic";
    pen.fillStyle = theme.text;
    pen.font = font(theme, 14, 600);
    pen.fillText(fitText(pen, data.title || trans.__("Attention"), inner), margin, 26);
    pen.fillStyle = theme.muted;
    pen.font = font(theme, 11);
    pen.fillText(fitText(pen, headSentence(data, choices), inner), margin, 44);
    aside(pen, () => {
      pen.translate(margin, header);
      paintAttention(sheet, { data, choices, places, theme });
    });
  };
  return { width: inner + 2 * margin, height: header + places.height + margin, paint };
}
