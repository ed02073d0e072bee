// Frames as they arrive: ZeroMQ takes text too, and delivers bytes.
import type { Frame } from "../../kernel/protocol/wire.ts";

export const frameBytes = (frames: readonly Frame[]): Uint8Array[] =>
  frames.map((frame) => (typeof frame === "string" ? Buffer.from(frame) : frame));
