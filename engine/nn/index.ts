// `nn`: layers, losses, and how parameters start.
export {
  CELU,
  ELU,
  GELU,
  GLU,
  Hardsigmoid,
  Hardswish,
  Hardtanh,
  LeakyReLU,
  LogSigmoid,
  LogSoftmax,
  Mish,
  PReLU,
  ReLU,
  ReLU6,
  SELU,
  Sigmoid,
  SiLU,
  Softmax,
  Softplus,
  Softsign,
  Tanh,
} from "./activations.ts";
export { type Layer, ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential } from "./containers.ts";
export { AdditiveAttention } from "./additiveAttention.ts";
export {
  type AttentionResult,
  MultiheadAttention,
  type MultiheadAttentionOptions,
  type MultiheadCall,
} from "./attention.ts";
export { BatchNorm1d, type BatchNormOptions } from "./batchNorm.ts";
export { type CellOptions, GRUCell, LSTMCell, RNNCell } from "./cells.ts";
export { Dropout } from "./dropout.ts";
export { Embedding, type EmbeddingOptions, type PretrainedOptions } from "./embedding.ts";
export * as functional from "./functional.ts";
export * as init from "./init.ts";
export { generate, type GenerateOptions, samplingProbabilities, type SamplingOptions } from "./generate.ts";
export { GRU } from "./gru.ts";
export { KeyValueCache } from "./keyValueCache.ts";
export { Linear, type LinearOptions } from "./linear.ts";
export { CrossEntropyLoss, type CrossEntropyOptions, NLLLoss, type NLLLossOptions } from "./classLosses.ts";
export { CTCLoss, type CTCLossOptions } from "./ctcLoss.ts";
export { BCEWithLogitsLoss, type BCEWithLogitsOptions, L1Loss, MSELoss } from "./losses.ts";
export { LSTM, type LSTMOutput } from "./lstm.ts";
export { type ForwardHook, Module, type StateDict } from "./module.ts";
export { LayerNorm, type LayerNormOptions, RMSNorm, type RMSNormLayerOptions } from "./normalization.ts";
export { Parameter } from "./parameter.ts";
export { LearnedPositions, SinusoidalPositions } from "./positions.ts";
export type { RecurrentLayerOptions } from "./recurrent.ts";
export type { RecurrentOutput, RunOptions } from "./recurrentOutput.ts";
export type { GRUStep, LSTMStep, RNNStep } from "../ops/recurrentSteps.ts";
export { Flatten, Identity, Unflatten } from "./shaping.ts";
export { RNN, type RNNOptions } from "./rnn.ts";
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
export {
  CosineEmbeddingLoss,
  CosineSimilarity,
  HingeEmbeddingLoss,
  type MarginOptions,
  MarginRankingLoss,
  type NormalizeOptions,
  PairwiseDistance,
  type SimilarityOptions,
  TripletMarginLoss,
  type TripletOptions,
} from "./similarityLosses.ts";
export { BCELoss, type BCEOptions, KLDivLoss, type KLDivOptions } from "./probabilityLosses.ts";
export type { LossOptions } from "./reduction.ts";
export { HuberLoss, type HuberOptions, SmoothL1Loss, type SmoothL1Options } from "./robustLosses.ts";
