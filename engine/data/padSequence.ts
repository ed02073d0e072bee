// Sequences of different lengths made one tensor, the short ones filled up.
import { ArgumentError, ShapeError } from "../errors.ts";
import { promote } from "../tensor/dtype.ts";
import { needTensors } from "../tensor/given.ts";
import { numelOf, sameShape } from "../tensor/shape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";

export interface PadOptions {
  /** true: [B, T, ...]; false, the default as in PyTorch: [T, B, ...]. */
  readonly batchFirst?: boolean;
  /** What fills the rest. Default 0. */
  readonly paddingValue?: number;
  /** Where the rest is: "right" (default), after the sequence, or "left", before it. */
  readonly paddingSide?: "left" | "right";
}

/**
 * Stacks sequences [Tᵢ, ...] of different lengths: like torch.nn.utils.rnn.pad_sequence. Outside the graph.
 * @returns [T, B, ...] with T the longest length, or [B, T, ...]
 * @throws ShapeError when they differ in more than their length
 */
export function padSequence(
  sequences: readonly Tensor[],
  { batchFirst = false, paddingValue = 0, paddingSide = "right" }: PadOptions = {},
): Tensor {
  needTensors(sequences, "padSequence", "sequences");
  const [first] = sequences;
  if (!first) throw new ArgumentError("padSequence needs at least one sequence.");
  if (paddingSide !== "left" && paddingSide !== "right") {
    throw new ArgumentError(`paddingSide is "left" or "right", not "${String(paddingSide)}".`);
  }
  const inner = first.shape.slice(1);
  const odd = sequences.findIndex((x) => x.ndim === 0 || !sameShape(x.shape.slice(1), inner));
  if (odd >= 0) {
    throw new ShapeError({
      problem: "padSequence needs sequences that differ only in length, on axis 0.",
      operands: [
        { role: "sequence 0", name: first.name, shape: first.shape },
        { role: `sequence ${odd}`, name: sequences[odd]!.name, shape: sequences[odd]!.shape },
      ],
    });
  }
  const batch = sequences.length;
  const longest = Math.max(...sequences.map(({ shape }) => shape[0]!));
  const size = numelOf(inner);
  const dtype = sequences.map((x) => x.dtype).reduce(promote);
  const out = empty([...(batchFirst ? [batch, longest] : [longest, batch]), ...inner], dtype);
  const target = out.data.fill(paddingValue);
  for (const [b, sequence] of sequences.entries()) {
    const source = sequence.data;
    const length = sequence.shape[0]!;
    const shift = paddingSide === "left" ? longest - length : 0;
    if (batchFirst) target.set(source, (b * longest + shift) * size);
    else {
      for (let t = 0; t < length; t += 1) {
        target.set(source.subarray(t * size, (t + 1) * size), ((t + shift) * batch + b) * size);
      }
    }
  }
  return out;
}
