// `nn`: layers, losses, and how parameters start.
export { GELU, LogSoftmax, ReLU, Sigmoid, SiLU, Softmax, Tanh } from "./activations.ts";
export { type Layer, ModuleList, Sequential } from "./containers.ts";
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
export { Parameter } from "./parameter.ts";
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
export * as utils from "./utils.ts";
