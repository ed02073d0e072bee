// What a shell needs to run cells, and a cell on its way: types only, for execution.ts and those that it calls.
import type { CompiledCell } from "../cells/compile.ts";
import type { Dialect } from "../cells/dialect.ts";
import type { Names } from "../cells/names.ts";
import type { LanguageService } from "../language/languageService.ts";
import type { ExecuteReply, ExecuteRequest, Payload } from "../protocol/contents.ts";
import type { Received } from "../protocol/message.ts";
import type { Settings } from "./commandHost.ts";
import type { History } from "./history.ts";
import type { IOPub } from "./iopub.ts";
import type { MainThread } from "./mainThread.ts";
import type { LocalModules } from "./modules/modules.ts";
import type { Runs } from "./runs.ts";
import type { Turn } from "./turn.ts";

export interface ExecutionParts {
  readonly iopub: IOPub;
  readonly main: MainThread;
  readonly names: Promise<Names>;
  readonly language: Promise<LanguageService>;
  readonly history: Pick<History, "begin" | "add" | "saveSoon">;
  readonly settings: Settings;
  readonly dialect: Dialect;
  /** What the user should read below the next cell; emptied then. */
  readonly notices: string[];
  readonly runs: Runs;
  readonly modules: LocalModules;
  /** Work on the names of cells, one after the other: two shells may want the same. */
  readonly inTurn: Turn;
  /** Hears that every name of every cell is forgotten. */
  readonly onReset: () => void;
  /** Hears of a cell that is about to run. */
  readonly beforeRun: (cell: CompiledCell, code: string) => Promise<void>;
  /** Sends a reply on the shell channel. */
  readonly reply: (request: Received, content: ExecuteReply, metadata: Record<string, unknown>) => Promise<void>;
}

/** A cell on its way. */
export interface Asked {
  readonly request: Received;
  readonly content: ExecuteRequest;
  readonly filename: string;
  readonly payload: Payload[];
  /** Aborted when the cell is interrupted. */
  readonly signal: AbortSignal;
  /** To be called when the user's thread has the cell. */
  readonly begun: () => void;
}
