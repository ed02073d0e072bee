import { EngineError } from "../errors.ts";

/** A file whose bytes are not what its format promises: says which format, where, what was expected and what is there. */
export class FormatError extends EngineError {
  /** The format that was being read, such as `npy`. */
  readonly format: string;
  /** Byte (for text: line) at which reading failed, where one is known. */
  readonly offset: number | undefined;

  constructor(format: string, message: string, offset?: number) {
    super(`${format}: ${message}`);
    this.format = format;
    this.offset = offset;
  }
}
