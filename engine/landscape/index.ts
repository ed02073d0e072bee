// `landscape`: loss surfaces to look at, and the ways optimizers take over them.
export {
  type PathDirections,
  pathDirections,
  project,
  randomDirection,
  type RandomDirectionOptions,
} from "./directions.ts";
export {
  type OptimizerFactory,
  type OptimizerPath,
  optimizerPath,
  optimizerPaths,
  type PathOptions,
} from "./optimizerPath.ts";
export {
  evaluate,
  line,
  type LossAtParameters,
  plane,
  type Profile,
  type ProfileOptions,
  type Surface,
  surface,
  type SurfaceOptions,
} from "./surface.ts";
export {
  beale,
  himmelblau,
  type PlaneFunction,
  quadraticBowl,
  type Range,
  rastrigin,
  rosenbrock,
  type TestFunction,
  valley,
} from "./testFunctions.ts";
