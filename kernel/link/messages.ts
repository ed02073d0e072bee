// What the two threads of the kernel say to each other. The worker owns every socket and sends cells; the main thread
// runs them and sends what they show. Messages are plain data.
import type { MessagePort } from "node:worker_threads";
import type { CompiledCell } from "../cells/compile.ts";
import type { Measure } from "../cells/lineCommands.ts";
import type { CompiledModule } from "../cells/module.ts";
import type { CommPacket } from "../comms/comms.ts";
import type { DisplayMessage, MimeBundle } from "../display/bundle.ts";
import type { ErrorContent, Payload } from "../protocol/contents.ts";

/** Identifies one execution of one cell; everything it ever shows carries it. 0 is "no cell". */
export type RunId = number;

export interface RunRequest {
  readonly type: "run";
  readonly run: RunId;
  readonly cell: CompiledCell;
  /** Further expressions to evaluate when the cell has ended well. */
  readonly expressions: Readonly<Record<string, CompiledCell>>;
  /** Whether `prompt()` may ask. */
  readonly allowInput: boolean;
  /** Prints how long the cell takes; for "timeit" its value is a function, to be called again and again. */
  readonly measure?: Measure;
}

/** A comm message of the front-end; what its callbacks show belongs to `run`. */
export interface CommRequest {
  readonly type: "comm";
  readonly run: RunId;
  readonly packet: CommPacket;
}

/** What an import needs that is neither a package nor Node's own. */
export interface ModuleGraph {
  /** Absolute path of what is imported; when it is none of the modules, Node loads it. */
  readonly entry: string;
  readonly modules: readonly {
    readonly path: string;
    readonly compiled: CompiledModule;
    /** Another one when its text, or that of anything behind it, has changed. */
    readonly version: string;
    /** Paths by what its imports name. */
    readonly links: ReadonlyMap<string, string>;
  }[];
}

export type ToMain =
  | RunRequest
  | CommRequest
  /** The kernel has loaded; cells may come without it having been said. */
  | { readonly type: "settle" }
  /** Answers an import; without a graph it leads to a package, or nowhere. */
  | {
      readonly type: "imported";
      readonly id: number;
      readonly graph?: ModuleGraph | undefined;
      readonly error?: unknown;
    }
  /** `lost`: runs that should have ended by now; each is told to have. `last`: no cell may begin after it. */
  | { readonly type: "interrupt"; readonly lost: readonly RunId[]; readonly last?: boolean }
  /** Empties the slots of cells, and puts into the engine's what was there at first. */
  | { readonly type: "reset"; readonly slots: readonly string[] }
  | { readonly type: "exit"; readonly code: number };

export type ExpressionResult =
  | { readonly status: "ok"; readonly data: MimeBundle; readonly metadata: Readonly<Record<string, unknown>> }
  | ({ readonly status: "error" } & ErrorContent);

export type Outcome =
  | {
      readonly status: "ok";
      readonly value?: DisplayMessage;
      readonly expressions: Readonly<Record<string, ExpressionResult>>;
    }
  | ({ readonly status: "error" } & ErrorContent);

export type FromMain =
  /**
   * The engine is loaded: names that cells have from the start, every name the thread knew before, and how many bytes of
   * JavaScript's objects it can hold.
   */
  | {
      readonly type: "ready";
      readonly names: readonly string[];
      readonly globals: readonly string[];
      readonly heapLimit: number;
    }
  | { readonly type: "failed"; readonly reason: string }
  | { readonly type: "stream"; readonly run: RunId; readonly name: "stdout" | "stderr"; readonly text: string }
  | { readonly type: "show"; readonly run: RunId; readonly message: DisplayMessage; readonly update: boolean }
  | { readonly type: "clear"; readonly run: RunId; readonly wait: boolean }
  | { readonly type: "comm"; readonly run: RunId; readonly packet: CommPacket }
  /** Any message of the protocol, as `Deno.jupyter.broadcast` sends it. */
  | {
      readonly type: "broadcast";
      readonly run: RunId;
      readonly msgType: string;
      readonly content: object;
      readonly metadata: Readonly<Record<string, unknown>>;
      readonly buffers: readonly Uint8Array[];
    }
  | { readonly type: "payload"; readonly run: RunId; readonly payload: Payload }
  | { readonly type: "input"; readonly run: RunId; readonly prompt: string; readonly password: boolean }
  | { readonly type: "done"; readonly run: RunId; readonly outcome: Outcome }
  /** Code asks what it imports. `from`: the path of the module that it is in, when it is not a cell. */
  | { readonly type: "import"; readonly id: number; readonly specifier: string; readonly from: string | undefined }
  | { readonly type: "interrupted" }
  | { readonly type: "exiting"; readonly code: number };

/** What the thread makes of a value that the panel "Tensors & runs" wants as a figure. */
export type ShelfFinding =
  | {
      readonly type: "figure";
      readonly mime: string;
      readonly payload: object;
      /** Told with the next question, so that the same figure is not made twice. */
      readonly seen: string;
    }
  | { readonly type: "problem"; readonly message: string };

/** Handed to the worker when it starts. */
export interface WorkerData {
  readonly connectionFile: string;
  readonly gauge: SharedArrayBuffer;
  readonly inbox: SharedArrayBuffer;
  readonly waiting: SharedArrayBuffer;
}

/** The same with the ways to talk. */
export interface WorkerStart extends WorkerData {
  readonly port: MessagePort;
  /** Tells once of the TypeScript that the user's thread has started. */
  readonly typescript: MessagePort;
}
