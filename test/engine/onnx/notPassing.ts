// The node tests of ONNX that the engine does not pass, and why.

/** By names, or the beginnings of several. */
const reasons: Readonly<Record<string, string>> = {
  attention_23_boolmask_fullymasked_row: "a query that may see no key gets NaN, as in PyTorch; ONNX wants 0",
  attention_causal_boolmask_nan_robustness: "a query that may see no key gets NaN, as in PyTorch; ONNX wants 0",
  attention_23_fullymasked_qk_matmul: "scores are not given out, only weights",
  attention_24_fullymasked_qk_matmul: "scores are not given out, only weights",
  attention_4d_softcap: "scores are not softly capped",
  attention_4d_causal: "ONNX counts keys from the end of a cache, or leaves padding out by length",
  attention_4d_diff_heads_mask4d_padded_kv: "keys have no lengths of their own; a mask says what is padding",
  attention_bidirectional_window: "no windows; a mask does it",
  batchnorm_epsilon_training_mode: "keeps the batch's variance divided by n - 1, as PyTorch; ONNX divides by n",
  batchnorm_example_training_mode: "keeps the batch's variance divided by n - 1, as PyTorch; ONNX divides by n",
  gru_: "the reset gate comes behind the product with the state, as in PyTorch; ONNX's default puts it before",
  lstm_with_peepholes: "no peepholes, as in PyTorch",
  lstm_reverse: "layers go forward, or both ways, as in PyTorch",
  simple_rnn_reverse: "layers go forward, or both ways, as in PyTorch",
  onehot_out_of_range_indices: "an index out of range is an error, not a row of zeros",
  reduce_max_empty_set: "the largest of no numbers is an error, not -Infinity",
  reduce_min_empty_set: "the smallest of no numbers is an error, not Infinity",
  scatter_elements_with_reduction: "numbers are put there or added, not multiplied or compared",
  training_dropout: "what is dropped comes from another generator",
  unique_sorted_with_axis: "distinct numbers, not distinct rows",
  unique_sorted_with_negative_axis: "distinct numbers, not distinct rows",
};

/** Why a case does not pass; undefined for those that do. */
export function reasonFor(name: string): string | undefined {
  return Object.entries(reasons).find(([start]) => name.startsWith(start))?.[1];
}
