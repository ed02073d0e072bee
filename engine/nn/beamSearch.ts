// Beam search (Lowerre 1976; for translation Sutskever et al. 2014): keeps the few most probable beginnings at every
// step, because the best first word need not begin the best sentence.
import { logSoftmax } from "../ops/softmax.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import type { KeyValueCache } from "./keyValueCache.ts";

export interface BeamSettings {
  readonly beams: number;
  readonly maxNewTokens: number;
  readonly endToken: number | undefined;
  /** Scores are divided by length to this power. */
  readonly lengthPenalty: number;
  readonly cache: KeyValueCache | undefined;
}

interface Beam {
  readonly tokens: readonly number[];
  /** Σ ln p of the new tokens. */
  readonly score: number;
  /** The row it continues. */
  readonly parent: number;
}

/**
 * The continuation of one prompt with the highest score among those met.
 * @param lastLogits from tokens, a row for each beam, to the logits of what comes next [rows, words]
 */
export function beamSearch(
  lastLogits: (rows: readonly (readonly number[])[]) => Tensor,
  prompt: readonly number[],
  { beams, maxNewTokens, endToken, lengthPenalty, cache }: BeamSettings,
): readonly number[] {
  const worth = ({ tokens, score }: Beam): number => score / (tokens.length - prompt.length) ** lengthPenalty;
  let running: readonly Beam[] = [{ tokens: prompt, score: 0, parent: 0 }];
  const finished: Beam[] = [];
  for (let step = 0; step < maxNewTokens && running.length > 0; step += 1) {
    const logits = lastLogits(running.map(({ tokens }) => tokens));
    // Twice as many as needed: half of them may end here.
    const best = continuations(running, logSoftmax(logits), 2 * beams);
    const ended = best.filter(({ tokens }) => tokens.at(-1) === endToken);
    finished.push(...ended.slice(0, beams));
    running = best.filter((beam) => !ended.includes(beam)).slice(0, beams);
    cache?.reorder(rowNumbers(running.map(({ parent }) => parent)));
    // Scores only fall: unless longer texts are favoured, nothing that still runs can overtake.
    const leader = Math.max(...finished.map(worth));
    if (lengthPenalty === 0 && running.every(({ score }) => score <= leader)) break;
  }
  const all = [...finished, ...running].filter(({ tokens }) => tokens.length > prompt.length);
  return all.reduce((a, b) => (worth(b) > worth(a) ? b : a), all[0] ?? { tokens: prompt, score: 0, parent: 0 }).tokens;
}

/** The most probable ways to go on, over all beams, best first. */
function continuations(beams: readonly Beam[], logProbabilities: Tensor, count: number): Beam[] {
  const words = logProbabilities.shape[1]!;
  const { data } = logProbabilities;
  const found: { readonly at: number; readonly score: number }[] = [];
  for (let at = 0; at < data.length; at += 1) {
    const score = beams[Math.floor(at / words)]!.score + data[at]!;
    if (found.length === count && !(score > found.at(-1)!.score)) continue;
    const place = found.findIndex((other) => score > other.score);
    found.splice(place < 0 ? found.length : place, 0, { at, score });
    if (found.length > count) found.pop();
  }
  return found
    .filter(({ score }) => score > -Infinity)
    .map(({ at, score }) => {
      const parent = Math.floor(at / words);
      return { tokens: [...beams[parent]!.tokens, at % words], score, parent };
    });
}

function rowNumbers(rows: readonly number[]): Tensor {
  const out = empty([rows.length], "int32");
  out.data.set(rows);
  return out;
}
