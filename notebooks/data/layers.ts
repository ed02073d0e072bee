// What PyTorch's layers gave for some numbers, to compare with. `pytorch-layers.mjs` made the file and says from what.
import { readFileSync } from "node:fs";

/** Numbers of a tensor in order, and its shape. */
export interface Recorded {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** A layer of PyTorch 2.13 at work. */
export interface RecordedLayer {
  /** Its parameters, under PyTorch's names. */
  readonly state: Readonly<Record<string, Recorded>>;
  readonly inputs: Readonly<Record<string, Recorded>>;
  readonly results: Readonly<Record<string, Recorded>>;
  /**
   * Gradients of inputs and parameters, of the loss that weighs the k-th number of each result with cos(k), k from 1; of
   * attention the output alone.
   */
  readonly grads: Readonly<Record<string, Recorded>>;
}

/**
 * `nn.LSTM(3, 5)`, `nn.GRU(3, 5, batch_first=True)` (inputs x, h0, and the LSTM's c0) or `nn.MultiheadAttention(4, 2,
 * batch_first=True)` (inputs q and kv), each with its numbers.
 */
export function pytorchLayer(name: "LSTM" | "GRU" | "MultiheadAttention"): RecordedLayer {
  const file = new URL("pytorch-layers.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as Record<typeof name, RecordedLayer>)[name];
}
