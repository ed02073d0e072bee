// The whole embedding figure as one still picture, for notebooks without our extension and for Save.
import { aside, type Pen, type Sheet } from "../draw/pen.ts";
import { fitText } from "../draw/textWidth.ts";
import { font, type Theme } from "../draw/theme.ts";
import type { EmbeddingData } from "../payload/embedding.ts";
import { categoryColor } from "./colors.ts";
import { embeddingSentence } from "./describe.ts";
import { paintEmbedding } from "./paintEmbedding.ts";
import { defaultEmbedding, type EmbeddingChoices, embeddingScene } from "./scene.ts";
import { trans } from "../draw/words.ts";

const margin = 16;
const header = 54;

export function embeddingStill(
  data: EmbeddingData,
  theme: Theme,
  choices: EmbeddingChoices = defaultEmbedding(data),
  width = 640,
) {
  const inner = width - 2 * margin;
  const scene = embeddingScene(data, { ...choices, from: choices.map, part: 1 }, theme, inner);
  const legend = data.categories ? 22 : 0;
  const paint = (sheet: Sheet) => {
    const { pen } = sheet;
    pen.textAlign = "left";
    pen.textBaseline = "alphabetic";
    pen.fillStyle = theme.text;
    pen.font = font(theme, 14, 600);
    pen.fillText(fitText(pen, data.title || trans.__("Embedding"), inner), margin, 26);
    pen.fillStyle = theme.muted;
    pen.font = font(theme, 11);
    pen.fillText(fitText(pen, embeddingSentence(data, choices.map), inner), margin, 44);
    aside(pen, () => {
      pen.translate(margin, header);
      if (data.categories) paintLegend(pen, data.categories.names, theme, inner);
      pen.translate(0, legend);
      paintEmbedding(sheet, scene);
    });
  };
  return { width, height: header + legend + scene.height + 8, paint };
}

function paintLegend(pen: Pen, names: readonly string[], theme: Theme, room: number): void {
  pen.font = font(theme, 11);
  pen.textBaseline = "middle";
  let at = 4;
  for (const [kind, name] of names.entries()) {
    const wide = 30 + pen.measureText(name).width;
    if (at + wide > room) return;
    pen.fillStyle = categoryColor(theme, kind);
    pen.beginPath();
    pen.arc(at + 4, 8, 4, 0, 2 * Math.PI);
    pen.fill();
    pen.fillStyle = theme.text;
    pen.fillText(name, at + 13, 8);
    at += wide;
  }
}
