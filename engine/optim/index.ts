// `optim`: how parameters learn from their gradients, and schedules for the step size.
export { Adagrad, type AdagradOptions } from "./adagrad.ts";
export { Adam, type AdamOptions, AdamW } from "./adam.ts";
export * as lrScheduler from "./lrScheduler/index.ts";
export { Optimizer, type OptimizerState, type ParamGroup } from "./optimizer.ts";
export { RMSprop, type RMSpropOptions } from "./rmsprop.ts";
export { SGD, type SGDOptions } from "./sgd.ts";
