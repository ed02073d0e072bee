// `nn`: layers, losses, and how parameters start.
export { GELU, LogSoftmax, ReLU, Sigmoid, SiLU, Softmax, Tanh } from "./activations.ts";
export { type Layer, ModuleList, Sequential } from "./containers.ts";
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
