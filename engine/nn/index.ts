// `nn`: layers, losses, and how parameters start.
export { GELU, LogSoftmax, ReLU, Sigmoid, SiLU, Softmax, Tanh } from "./activations.ts";
export { type Layer, ModuleList, Sequential } from "./containers.ts";
export {
  AdditiveAttention,
  type AttentionResult,
  MultiheadAttention,
  type MultiheadAttentionOptions,
  type MultiheadCall,
} from "./attention.ts";
export { type CellOptions, GRUCell, LSTMCell, RNNCell } from "./cells.ts";
export { Dropout, type DropoutOptions } from "./dropout.ts";
export { Embedding, type EmbeddingOptions } from "./embedding.ts";
export * as functional from "./functional.ts";
export * as init from "./init.ts";
export { Linear, type LinearOptions } from "./linear.ts";
export {
  BCEWithLogitsLoss,
  CrossEntropyLoss,
  type CrossEntropyOptions,
  L1Loss,
  type LossOptions,
  MSELoss,
} from "./losses.ts";
export { type ForwardHook, Module, type StateDict } from "./module.ts";
export { BatchNorm1d, type BatchNormOptions, LayerNorm, type NormLayerOptions, RMSNorm } from "./normalization.ts";
export { Parameter } from "./parameter.ts";
export { LearnedPositions, SinusoidalPositions } from "./positions.ts";
export {
  GRU,
  LSTM,
  type LSTMOutput,
  type RecurrentLayerOptions,
  type RecurrentOutput,
  RNN,
  type RNNOptions,
  type RunOptions,
} from "./recurrent.ts";
export {
  type DecoderCall,
  type EncoderCall,
  TransformerDecoder,
  TransformerDecoderLayer,
  TransformerEncoder,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from "./transformer.ts";
export * as utils from "./utils.ts";
