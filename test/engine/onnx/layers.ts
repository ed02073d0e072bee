// Layers and losses of ONNX as calls of the engine. Recurrent weights come in another order of gates: i o f c for an LSTM,
// z r h for a GRU, where ours are PyTorch's, i f g o and r z n.
import * as g from "../../../engine/index.ts";
import { cat, nn, type Tensor, tensor, where } from "../../../engine/index.ts";
import type { Operator } from "./operators.ts";

const f = nn.functional;

/** Parts of the first axis in another order. */
const reordered = (x: Tensor, order: readonly number[]): Tensor => {
  const parts = x.split(x.shape[0]! / order.length, 0);
  return cat(
    order.map((i) => parts[i]!),
    0,
  );
};

interface Kind {
  readonly order: readonly number[];
  readonly make: (input: number, hidden: number, bidirectional: boolean) => nn.LSTM | nn.GRU | nn.RNN;
}

const kinds: Readonly<Record<"LSTM" | "GRU" | "RNN", Kind>> = {
  LSTM: { order: [0, 2, 3, 1], make: (i, h, bidirectional) => new nn.LSTM(i, h, { bidirectional }) },
  GRU: { order: [1, 0, 2], make: (i, h, bidirectional) => new nn.GRU(i, h, { bidirectional }) },
  RNN: { order: [0], make: (i, h, bidirectional) => new nn.RNN(i, h, { bidirectional }) },
};

/** X [time, batch, input], W and R [directions, gates, …], B, lengths, first states → Y [time, directions, batch, hidden], last states. */
const recurrent =
  (kind: keyof typeof kinds): Operator =>
  ([x, w, r, b, lengths, h0, c0, peepholes], a) => {
    if (peepholes) throw new Error("the engine's LSTM has no peepholes");
    if (lengths && Array.from(lengths.data).some((length) => length !== x!.shape[0]!)) throw new Error("lengths");
    const directions = w!.shape[0]!;
    const direction = a.word("direction", "forward");
    if (direction === "reverse") throw new Error("the engine's layers go forward, or both ways");
    if (kind === "GRU" && !a.flag("linear_before_reset", false)) throw new Error("ours resets behind the product");
    const batchFirst = a.flag("layout", false);
    const { order, make } = kinds[kind];
    const hidden = a.number("hidden_size", 0);
    const layer = make(w!.shape[2]!, hidden, directions === 2);
    const state: Record<string, Tensor> = {};
    for (let d = 0; d < directions; d += 1) {
      const suffix = `l0${d === 1 ? "_reverse" : ""}`;
      const biases = b ? b.at(d).split(order.length * hidden, 0) : [];
      state[`weight_ih_${suffix}`] = reordered(w!.at(d), order);
      state[`weight_hh_${suffix}`] = reordered(r!.at(d), order);
      for (const [i, name] of ["bias_ih", "bias_hh"].entries()) {
        state[`${name}_${suffix}`] = biases[i] ? reordered(biases[i], order) : g.zeros([order.length * hidden]);
      }
    }
    layer.loadStateDict(state);
    const input = batchFirst ? x!.transpose(0, 1) : x!;
    const first = h0 && (kind === "LSTM" ? [h0, c0!] : h0);
    const result = layer.call(input, first as never) as { output: Tensor; hn: Tensor; cn?: Tensor };
    const [time, batch] = input.shape as [number, number];
    const y = result.output.reshape([time, batch, directions, hidden]).permute([0, 2, 1, 3]);
    const turned = (s: Tensor): Tensor => (batchFirst ? s.transpose(0, 1) : s);
    return [batchFirst ? y.permute([2, 0, 1, 3]) : y, turned(result.hn), ...(result.cn ? [turned(result.cn)] : [])];
  };

/** [batch, classes, …] → classes last, as rows. */
const rowsOf = (x: Tensor): Tensor => x.movedim(1, -1).reshape([-1, x.shape[1]!]);

/** One loss for each place, or their sum or mean. */
const classLoss =
  (withSoftmax: boolean): Operator =>
  ([scores, target, weight], a) => {
    const reduction = a.word("reduction", "mean") as "mean" | "sum" | "none";
    const ignore = a.number("ignore_index", NaN);
    const places = target!.flatten().to("int32");
    const logs = withSoftmax ? f.logSoftmax(scores!, 1) : scores!;
    const options = { reduction, ...(weight && { weight }), ...(!Number.isNaN(ignore) && { ignoreIndex: ignore }) };
    const loss = f.nllLoss(rowsOf(logs), places, options);
    return [reduction === "none" ? loss.reshape([...target!.shape]) : loss, logs];
  };

/** Over the axes from `axis` on; the statistics beside. */
const layerNorm: Operator = ([x, weight, bias], a) => {
  const axis = a.number("axis", -1);
  const dim = x!.shape.map((_, i) => i).slice(axis);
  const eps = a.number("epsilon", 1e-5);
  const mean = x!.mean({ dim, keepdim: true });
  const spread = x!.sub(mean).square().mean({ dim, keepdim: true }).add(eps).rsqrt();
  return [f.layerNorm(x!, x!.shape.slice(axis), { weight: weight!, ...(bias && { bias }), eps }), mean, spread];
};

const attention: Operator = ([q, k, v, mask, pastKey, pastValue], a) => {
  if (pastKey || pastValue || a.number("softcap", 0) > 0 || a.number("qk_matmul_output_mode", 0) > 0)
    throw new Error("options");
  if (a.number("left_window_size", -1) >= 0 || a.number("right_window_size", -1) >= 0) throw new Error("windows");
  const heads = (x: Tensor, name: string): Tensor => {
    if (x.ndim === 4) return x;
    const [batch, length, width] = x.shape as [number, number, number];
    const count = a.number(name, 1);
    return x.reshape([batch, length, count, width / count]).transpose(1, 2);
  };
  const [queries, keys, values] = [heads(q!, "q_num_heads"), heads(k!, "kv_num_heads"), heads(v!, "kv_num_heads")];
  const scale = a.number("scale", NaN);
  const allowed = mask?.dtype === "bool" ? where(mask, 0, -Infinity) : mask;
  const out = f.scaledDotProductAttention(queries, keys, values, {
    ...(allowed && { mask: allowed }),
    isCausal: a.flag("is_causal", false),
    ...(!Number.isNaN(scale) && { scale }),
  });
  return q!.ndim === 4 ? out : out.transpose(1, 2).reshape([q!.shape[0]!, q!.shape[1]!, -1]);
};

export const layers: Readonly<Record<string, Operator>> = {
  LSTM: recurrent("LSTM"),
  GRU: recurrent("GRU"),
  RNN: recurrent("RNN"),
  NegativeLogLikelihoodLoss: classLoss(false),
  SoftmaxCrossEntropyLoss: classLoss(true),
  LayerNormalization: layerNorm,
  RMSNormalization: ([x, weight], a) => {
    const shape = x!.shape.slice(a.number("axis", -1));
    return f.rmsNorm(x!, shape, { weight: weight!, eps: a.number("epsilon", 1e-5) });
  },
  LpNormalization: ([x], a) => f.normalize(x!, { p: a.number("p", 2), dim: a.number("axis", -1) }),
  BatchNormalization: ([x, weight, bias, mean, variance], a) => {
    const layer = new nn.BatchNorm1d(x!.shape[1]!, {
      eps: a.number("epsilon", 1e-5),
      momentum: 1 - a.number("momentum", 0.9),
    });
    layer.loadStateDict({
      weight: weight!,
      bias: bias!,
      running_mean: mean!,
      running_var: variance!,
      num_batches_tracked: tensor(0, { dtype: "int32" }),
    });
    if (a.flag("training_mode", false))
      throw new Error("ONNX keeps the variance of the batch divided by n, PyTorch by n - 1");
    layer.eval();
    const [batch, features, ...rest] = x!.shape as [number, number, ...number[]];
    return layer.call(x!.reshape([batch, features, -1])).reshape([batch, features, ...rest]);
  },
  Dropout: ([x, , training]) => {
    if (training && Number(training.data[0]) !== 0) throw new Error("what is dropped is drawn from another generator");
    return [f.dropout(x!, { training: false }), g.ones(x!.shape, { dtype: "bool" })];
  },
  Attention: attention,
};
