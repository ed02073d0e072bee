// The debugger: answers the front-end's debug requests by V8's inspector of the user's thread, and tells it when the
// thread stops and goes on. It runs in the worker, so everything is answered while the thread is paused.
import type { CompiledCell } from "../cells/compile.ts";
import { Breakpoints } from "./breakpoints.ts";
import { CellFiles } from "./cellFiles.ts";
import { exceptionFilters } from "./exceptions.ts";
import { Globals, type GlobalsParts } from "./globals.ts";
import { Inspector } from "./inspector.ts";
import { type Arguments, DebugError, type DebugEvent, type DebugRequest, type DebugResponse } from "./protocol.ts";
import type { SourceBreakpoint } from "./protocol.ts";
import { Sources } from "./sources.ts";
import { type Frame, scopesOf } from "./stack.ts";
import { Thread } from "./thread.ts";
import { withoutTypes } from "./typescript.ts";
import { Variables } from "./variables.ts";

export interface DebuggerParts extends GlobalsParts {
  readonly onEvent: (event: DebugEvent) => void;
}

type Handler = (args: Arguments) => Promise<object | void> | object | void;

/** Front-ends that ask about a stop just as the thread goes on read these lists whether the request succeeded or not. */
const emptyBodies: Readonly<Record<string, object>> = {
  stackTrace: { stackFrames: [], totalFrames: 0 },
  scopes: { scopes: [] },
  variables: { variables: [] },
  inspectVariables: { variables: [] },
};

/** There is one thread of user code. */
const threadId = 1;

export class Debugger {
  readonly #onEvent: DebuggerParts["onEvent"];
  readonly #inspector = new Inspector();
  readonly #files = new CellFiles();
  readonly #sources = new Sources(this.#inspector, this.#files);
  readonly #variables = new Variables(this.#inspector);
  readonly #breakpoints = new Breakpoints(this.#inspector, this.#files);
  readonly #globals: Globals;
  readonly #thread: Thread;
  #connected = false;
  #started = false;
  #seq = 1;

  constructor(parts: DebuggerParts) {
    this.#onEvent = parts.onEvent;
    this.#globals = new Globals(this.#inspector, this.#files, parts);
    this.#thread = new Thread(this.#inspector, this.#files, {
      onStop: (reason, text) => this.#event("stopped", { reason, text, threadId, allThreadsStopped: true }),
      onContinue: () => {
        void this.#variables.clear();
        this.#event("continued", { threadId, allThreadsContinued: true });
      },
    });
  }

  /** Answers one request; a request that fails says why in its response. */
  async handle({ seq, command, arguments: args = {} }: DebugRequest): Promise<DebugResponse> {
    const response = { type: "response", seq: this.#seq++, request_seq: seq, command } as const;
    const always = Object.hasOwn(this.#always, command) ? this.#always[command] : undefined;
    const handler = always ?? (Object.hasOwn(this.#whenStarted, command) ? this.#whenStarted[command] : undefined);
    try {
      if (!handler) throw new DebugError(`This debugger has no request '${command}'.`);
      if (!always && !this.#started) throw new DebugError("The debugger is not started: send 'initialize' first.");
      this.#connect();
      return { ...response, success: true, body: (await handler(args)) ?? {} };
    } catch (error) {
      // Requests with arguments of the wrong kind fail in many ways; none of them is the kernel's end.
      const message = error instanceof DebugError ? error.message : String(error);
      return {
        ...response,
        success: false,
        message,
        body: Object.hasOwn(emptyBodies, command) ? emptyBodies[command]! : {},
      };
    }
  }

  /** Every name of every cell is forgotten. */
  forget(): void {
    this.#files.forgetSlots();
  }

  /** A cell is about to run: its breakpoints are set first. @param code the whole cell, as the front-end has it */
  async beforeRun(cell: CompiledCell, code: string): Promise<void> {
    const script = this.#files.add(cell, code);
    if (this.#started) await this.#breakpoints.apply(script);
  }

  /** If the thread is paused, what it was running ends here. */
  async interrupt(): Promise<void> {
    await this.#thread.terminate();
  }

  /** Lets go of the thread, for good. */
  async close(): Promise<void> {
    if (!this.#connected) return;
    await this.#stop();
    this.#inspector.disconnect();
    this.#connected = false;
  }

  readonly #always: Readonly<Record<string, Handler>> = {
    debugInfo: () => ({
      isStarted: this.#started,
      hashMethod: "Murmur2",
      hashSeed: this.#files.seed,
      tmpFilePrefix: this.#files.prefix,
      tmpFileSuffix: this.#files.suffix,
      breakpoints: this.#breakpoints.list(),
      stoppedThreads: this.#thread.frames ? [threadId] : [],
      richRendering: true,
      exceptionPaths: ["JavaScript exceptions"],
      copyToGlobals: true,
    }),
    initialize: ({ clientID }) => {
      this.#variables.valuesAsTypes = clientID === "jupyterlab";
      return this.#start();
    },
    dumpCell: ({ code }) => ({ sourcePath: this.#files.keep(String(code)) }),
    source: ({ source }) => this.#sources.text(pathOf(source)),
    modules: ({ startModule = 0, moduleCount = 0 }) => this.#sources.modules(Number(startModule), Number(moduleCount)),
    inspectVariables: async () => {
      if (!this.#thread.frames) await this.#variables.clear();
      return { variables: await this.#variables.list(this.#variables.reference([this.#globals.list])) };
    },
    richInspectVariables: ({ variableName, frameId }) => {
      const stopped = this.#thread.frames;
      return this.#globals.show(variableName, stopped && (this.#call(frameId) ?? stopped[0]?.call));
    },
    variables: async ({ variablesReference, start, count }) => ({
      variables: await this.#variables.list(Number(variablesReference), {
        start: Number(start ?? 0),
        count: Number(count ?? 0),
      }),
    }),
    copyToGlobals: ({ srcVariableName, dstVariableName, srcFrameId }) =>
      this.#globals.copy(srcVariableName, dstVariableName, this.#thread.frame(srcFrameId).call),
    disconnect: () => this.#stop(),
  };

  readonly #whenStarted: Readonly<Record<string, Handler>> = {
    // The response goes out before the event.
    attach: () => void setImmediate(() => this.#event("initialized", {})),
    configurationDone: () => {},
    threads: () => ({ threads: [{ id: threadId, name: "main" }] }),
    setBreakpoints: async ({ source, breakpoints }) => ({
      breakpoints: await this.#breakpoints.setFile(pathOf(source), (breakpoints ?? []) as readonly SourceBreakpoint[]),
    }),
    setExceptionBreakpoints: async ({ filters }) => {
      await this.#thread.stopForExceptions((filters ?? []) as readonly string[]);
      return { breakpoints: [] };
    },
    stackTrace: ({ startFrame = 0, levels }) => {
      const frames = this.#thread.stopped();
      const start = Number(startFrame);
      const shown = frames.slice(start, levels ? start + Number(levels) : undefined);
      return {
        stackFrames: shown.map(({ call: _call, script: _script, top: _top, ...frame }) => frame),
        totalFrames: frames.length,
      };
    },
    scopes: ({ frameId }) => {
      const { locals, closure } = scopesOf(this.#thread.frame(frameId));
      const scope = (name: string, variablesReference: number) => ({ name, variablesReference, expensive: false });
      return {
        scopes: [
          scope("Locals", this.#variables.reference(locals)),
          ...(closure.length > 0 ? [scope("Closure", this.#variables.reference(closure))] : []),
          scope("Globals", this.#variables.reference([this.#globals.list])),
        ],
      };
    },
    evaluate: async ({ expression, frameId }) => {
      const result = await this.#inspector.evaluate(withoutTypes(String(expression)), this.#call(frameId));
      const { value, name: _name, evaluateName: _evaluate, ...rest } = await this.#variables.variable("", result);
      return { result: value, ...rest };
    },
    setVariable: async ({ variablesReference, name, value }) => {
      const expression = withoutTypes(String(value));
      const result = await this.#inspector.evaluate(expression, this.#thread.frames?.[0]?.call);
      await this.#variables.assign(Number(variablesReference), String(name), result, (...scope) =>
        this.#thread.setInScope(...scope),
      );
      const { name: _name, evaluateName: _evaluate, ...shown } = await this.#variables.variable("", result);
      return shown;
    },
    continue: async () => {
      await this.#thread.go("resume");
      return { allThreadsContinued: true };
    },
    next: () => this.#thread.go("stepOver"),
    stepIn: () => this.#thread.go("stepInto"),
    stepOut: () => this.#thread.go("stepOut"),
    pause: () => this.#thread.pause(),
  };

  #connect(): void {
    if (this.#connected) return;
    this.#inspector.connect();
    this.#connected = true;
  }

  async #start(): Promise<object> {
    if (!this.#started) {
      await this.#thread.watch();
      this.#started = true;
      for (const { source } of this.#breakpoints.list()) {
        for (const script of this.#files.scriptsOf(source)) await this.#breakpoints.apply(script);
      }
    }
    return {
      supportsConfigurationDoneRequest: true,
      supportsConditionalBreakpoints: true,
      supportsHitConditionalBreakpoints: true,
      supportsLogPoints: true,
      supportsEvaluateForHovers: true,
      supportsSetVariable: true,
      supportsModulesRequest: true,
      supportsTerminateDebuggee: false,
      exceptionBreakpointFilters: exceptionFilters,
    };
  }

  async #stop(): Promise<void> {
    if (this.#started) await this.#thread.unwatch();
    this.#started = false;
    this.#breakpoints.clear();
  }

  #call(frameId: unknown): Frame["call"] {
    return frameId === undefined || frameId === null ? undefined : this.#thread.frame(frameId).call;
  }

  #event(event: DebugEvent["event"], body: object): void {
    this.#onEvent({ type: "event", seq: this.#seq++, event, body });
  }
}

const pathOf = (source: unknown): string => String((source as { path?: unknown } | undefined)?.path);
