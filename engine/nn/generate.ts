// Text from a language model: one token after the other, each drawn from what the model expects after those before it.
import { noGrad } from "../autograd/mode.ts";
import { ArgumentError, ShapeError } from "../errors.ts";
import { div } from "../ops/arithmetic.ts";
import { multinomial } from "../ops/random.ts";
import { argmax } from "../ops/reduce.ts";
import { softmax } from "../ops/softmax.ts";
import { reshape, select } from "../ops/views.ts";
import type { Generator } from "../tensor/generator.ts";
import { needObject, needTensor } from "../tensor/given.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { beamSearch } from "./beamSearch.ts";
import type { KeyValueCache } from "./keyValueCache.ts";

export interface SamplingOptions {
  /** Divides the logits: below 1 the model plays safe, above 1 it dares more; 0 always takes the likeliest. Default 1. */
  readonly temperature?: number;
  /** Only this many likeliest tokens may be drawn (Fan, Lewis & Dauphin 2018). Default all. */
  readonly topK?: number;
  /** Only the likeliest tokens that together reach this probability may be drawn (Holtzman et al. 2020). Default 1. */
  readonly topP?: number;
}

export interface GenerateOptions extends SamplingOptions {
  /** Tokens to add at most. */
  readonly maxNewTokens: number;
  /** Ends a text; what follows it in a batch is filled up with it. Default none. */
  readonly endToken?: number;
  /** More than 1: beam search with so many beams instead of drawing. Default 1. */
  readonly numBeams?: number;
  /** Beams are compared by Σ ln p / lengthᵅ with this α; above 0 favours longer texts. Default 0. */
  readonly lengthPenalty?: number;
  /** Emptied and used: the model is then given only tokens that the cache does not know yet. Default none. */
  readonly cache?: KeyValueCache;
  /** What to draw from. Default: what `manualSeed` seeds. */
  readonly generator?: Generator;
}

/**
 * Goes on with a prompt.
 * @param model from tokens [batch, length] to logits [batch, length, words], or of the last place only: [batch, words]
 * @param prompt int32 [batch, length], or [length] for one text
 * @returns prompt and continuation, int32, with as many axes as the prompt
 * @throws ArgumentError, ShapeError
 * @example nn.generate((tokens) => gpt.call(tokens), prompt, { maxNewTokens: 50, temperature: 0.8, topK: 20 })
 * @example with a cache: nn.generate((tokens) => gpt.call(tokens, { cache }), prompt, { maxNewTokens: 50, cache })
 */
export function generate(model: (tokens: Tensor) => Tensor, prompt: Tensor, options: GenerateOptions): Tensor {
  needTensor(prompt, "generate", "prompt");
  check(prompt, options);
  return noGrad(() => {
    const batch = prompt.ndim === 1 ? 1 : prompt.shape[0]!;
    const flat = Array.from(prompt.data);
    const length = flat.length / batch;
    const texts = Array.from({ length: batch }, (_, b) => flat.slice(b * length, (b + 1) * length));
    const next = (rows: readonly (readonly number[])[]): Tensor => lastLogits(model, rows, options.cache);
    options.cache?.clear();
    const done = (options.numBeams ?? 1) > 1 ? search(next, texts, options) : draw(next, texts, options);
    const longest = Math.max(...done.map((text) => text.length));
    const whole = done.map((text) => [...text, ...Array<number>(longest - text.length).fill(options.endToken ?? 0)]);
    return int32(whole.flat(), prompt.ndim === 1 ? [longest] : [batch, longest]);
  });
}

/**
 * What tokens are drawn by: softmax(logits / temperature), 0 for all but the likeliest if so chosen, and 1 in sum again.
 * logits [..., words] → the same shape. Temperature comes first, then `topK`, then `topP`.
 */
export function samplingProbabilities(logits: Tensor, options: SamplingOptions = {}): Tensor {
  needTensor(logits, "samplingProbabilities", "logits");
  checkSampling(options);
  const { temperature = 1, topK = Infinity, topP = 1 } = options;
  const words = logits.shape.at(-1)!;
  const out = temperature === 0 ? oneAtLargest(logits) : softmax(div(logits.detach(), temperature));
  if (topK >= words && topP === 1) return out;
  const { data } = out;
  for (let start = 0; start < data.length; start += words)
    keepLikeliest(data.subarray(start, start + words), topK, topP);
  return out;
}

function draw(
  next: (rows: readonly (readonly number[])[]) => Tensor,
  prompts: readonly (readonly number[])[],
  { maxNewTokens, endToken, generator, ...sampling }: GenerateOptions,
): readonly (readonly number[])[] {
  const texts = prompts.map((text) => [...text]);
  const ended = texts.map(() => false);
  for (let step = 0; step < maxNewTokens && !ended.every(Boolean); step += 1) {
    const probabilities = samplingProbabilities(next(texts), sampling);
    const drawn = multinomial(probabilities, 1, { replacement: true, ...(generator && { generator }) }).data;
    texts.forEach((text, b) => {
      text.push(ended[b] ? endToken! : drawn[b]!);
      ended[b] ||= text.at(-1) === endToken;
    });
  }
  return texts;
}

/** Each text by itself: its beams are the batch. */
function search(
  next: (rows: readonly (readonly number[])[]) => Tensor,
  texts: readonly (readonly number[])[],
  { maxNewTokens, endToken, numBeams = 1, lengthPenalty = 0, cache }: GenerateOptions,
): readonly (readonly number[])[] {
  return texts.map((text) => {
    cache?.clear();
    return beamSearch(next, text, { beams: numBeams, maxNewTokens, endToken, lengthPenalty, cache });
  });
}

/** Logits of what comes after the last token: [rows, words]. */
function lastLogits(
  model: (tokens: Tensor) => Tensor,
  rows: readonly (readonly number[])[],
  cache: KeyValueCache | undefined,
): Tensor {
  const known = cache?.length ?? 0;
  const unknown = rows.map((row) => row.slice(known));
  const logits = model(int32(unknown.flat(), [rows.length, unknown[0]!.length]));
  const fits = (logits.ndim === 2 || logits.ndim === 3) && logits.shape[0] === rows.length;
  if (!fits) {
    throw new ShapeError({
      problem: `generate needs a model that gives logits [batch, length, words] or [batch, words], with a batch of ${rows.length}.`,
      operands: [{ role: "logits", name: logits.name, shape: logits.shape }],
    });
  }
  return logits.ndim === 3 ? select(logits, 1, -1) : logits;
}

/** Sets all but the likeliest to 0 and makes the sum 1 again. */
function keepLikeliest(row: Tensor["data"], topK: number, topP: number): void {
  const order = Array.from(row, (_, i) => i).toSorted((a, b) => row[b]! - row[a]!);
  let [kept, mass] = [0, 0];
  const firstK = Math.min(topK, row.length);
  const total = order.slice(0, firstK).reduce((sum, i) => sum + row[i]!, 0);
  // The token that crosses the limit is the last one kept; at least one is.
  while (kept < firstK && (kept === 0 || mass < topP * total)) {
    mass += row[order[kept]!]!;
    kept += 1;
  }
  for (const i of order.slice(kept)) row[i] = 0;
  for (const i of order.slice(0, kept)) row[i]! /= mass;
}

function oneAtLargest(logits: Tensor): Tensor {
  const words = logits.shape.at(-1)!;
  const out = empty(logits.shape, "float32");
  out.data.fill(0);
  argmax(reshape(logits, [-1, words]), { dim: 1 }).data.forEach((best, row) => (out.data[row * words + best] = 1));
  return out;
}

function int32(values: readonly number[], shape: readonly number[]): Tensor {
  const out = empty(shape, "int32");
  out.data.set(values);
  return out;
}

function check(prompt: Tensor, options: GenerateOptions): void {
  needObject(options, "generate() takes options with maxNewTokens");
  const { maxNewTokens, numBeams = 1, lengthPenalty = 0 } = options;
  if (prompt.dtype !== "int32" || prompt.ndim < 1 || prompt.ndim > 2 || prompt.numel() === 0) {
    throw new ShapeError({
      problem: "generate needs a prompt of at least one token: int32 [batch, length], or [length].",
      operands: [{ role: "prompt", name: prompt.name, shape: prompt.shape, note: prompt.dtype }],
    });
  }
  if (!(Number.isInteger(maxNewTokens) && maxNewTokens >= 0))
    throw new ArgumentError(`maxNewTokens is a whole number from 0, not ${maxNewTokens}.`);
  if (!(Number.isInteger(numBeams) && numBeams >= 1))
    throw new ArgumentError(`numBeams is a whole number from 1, not ${numBeams}.`);
  if (!(lengthPenalty >= 0)) throw new ArgumentError(`lengthPenalty is a number from 0, not ${lengthPenalty}.`);
  checkSampling(options);
}

function checkSampling({ temperature = 1, topK = 1, topP = 1 }: SamplingOptions): void {
  if (!(temperature >= 0)) throw new ArgumentError(`temperature is a number from 0, not ${temperature}.`);
  if (!(topK >= 1)) throw new ArgumentError(`topK is a whole number from 1, not ${topK}.`);
  if (!(topP > 0 && topP <= 1)) throw new ArgumentError(`topP is a probability above 0, up to 1, not ${topP}.`);
}
