// `optim.lrScheduler`: how the learning rate changes while a model learns. Names and defaults are PyTorch's.
export { CosineAnnealingLR, CosineAnnealingWarmRestarts, type WarmRestartsOptions } from "./cosine.ts";
export { ExponentialLR, LambdaLR, MultiStepLR, StepLR } from "./decay.ts";
export { type PlateauOptions, ReduceLROnPlateau } from "./plateau.ts";
export { LRScheduler } from "./scheduler.ts";
export { SequentialLR } from "./sequential.ts";
export { LinearLR, type LinearLROptions, OneCycleLR, type OneCycleLROptions } from "./warmup.ts";
