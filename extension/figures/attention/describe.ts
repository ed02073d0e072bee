// An attention figure in words and as a table.
import { formatNumber } from "../draw/numbers.ts";
import type { AttentionData } from "../payload/attention.ts";
import { csvLine, type Table } from "../view/shell.ts";
import { type AttentionChoices, entropyOf, headName, headWeights, keysLookedAt } from "./head.ts";
import { trans } from "../draw/words.ts";

/** "head 1: a query looks at 2.4 of 12 keys" */
export function headSentence(data: AttentionData, choices: AttentionChoices): string {
  const weights = headWeights(data, choices.layer, choices.head);
  const name = headName(data, choices);
  const looked = formatNumber(keysLookedAt(weights, data.keys.length), 2);
  const entropy = formatNumber(entropyOf(weights, data.keys.length), 2);
  const keys = String(data.keys.length);
  const all = trans.__("a query looks at about %1 of %2 keys (entropy %3)", looked, keys, entropy);
  const causal = data.causal ? `; ${trans.__("causal: none looks ahead")}` : "";
  return `${name && `${name}: `}${all}${causal}`;
}

/** The keys that a query looks at most: the first, and up to two more with at least half its weight. */
export function alignmentOf(
  weights: Float32Array,
  keys: number,
  query: number,
): { readonly key: number; readonly weight: number }[] {
  const row = Array.from(weights.subarray(query * keys, (query + 1) * keys), (weight, key) => ({ key, weight }));
  const sorted = row.toSorted((a, b) => b.weight - a.weight);
  return sorted.filter(({ weight }, i) => weight > 0 && i < 3 && weight >= sorted[0]!.weight / 2);
}

/** The key that a query looks at most, with its weight. */
export function strongest(
  weights: Float32Array,
  keys: number,
  query: number,
): { readonly key: number; readonly weight: number } {
  const row = weights.subarray(query * keys, (query + 1) * keys);
  const weight = Math.max(...row);
  return { key: row.indexOf(weight), weight };
}

const mostColumns = 64;

export function attentionTable(data: AttentionData, choices: AttentionChoices): Table {
  const weights = headWeights(data, choices.layer, choices.head);
  const columns = Math.min(mostColumns, data.keys.length);
  return {
    caption: [data.title || trans.__("Attention"), headName(data, choices)].filter(Boolean).join(", "),
    head: ["", ...data.keys.slice(0, columns)],
    rows: data.queries.map((word, query) => [
      word,
      ...Array.from({ length: columns }, (_, key) => formatNumber(weights[query * data.keys.length + key]!, 3)),
    ]),
  };
}

/** One line for each weight of every layer and head. */
export function attentionCsv(data: AttentionData): string {
  const lines = [csvLine(["layer", "head", "query", "key", "weight"])];
  const [rows, columns] = [data.queries.length, data.keys.length];
  for (let layer = 0; layer < data.layers; layer++) {
    for (let head = 0; head < data.heads; head++) {
      headWeights(data, layer, head).forEach((weight, i) => {
        lines.push(
          csvLine([layer, head, data.queries[Math.floor(i / columns) % rows]!, data.keys[i % columns]!, weight]),
        );
      });
    }
  }
  return `${lines.join("\r\n")}\r\n`;
}
