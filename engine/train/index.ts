// `train`: what accompanies a training loop.
export { recorder, Recorder, type RecordListener, type Series } from "./recorder.ts";
