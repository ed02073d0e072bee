// V8's inspector of the user's thread, asked from the worker; it answers while the thread runs, and while it is paused.
import { Session } from "node:inspector";
import type { Debugger, Runtime } from "node:inspector";
import { DebugError } from "./protocol.ts";

export type RemoteObject = Runtime.RemoteObject;
export type Paused = Debugger.PausedEventDataType;
export type CallFrame = Debugger.CallFrame;
export type Location = Debugger.Location;

/** Objects that answers hold on to until the thread goes on. */
const group = "gradbook-debugger";

export class Inspector {
  readonly #session = new Session();
  readonly #urls = new Map<string, string>();

  constructor() {
    this.on<Debugger.ScriptParsedEventDataType>("Debugger.scriptParsed", ({ scriptId, url }) => {
      if (url !== "") this.#urls.set(scriptId, url);
    });
  }

  /** Whose script it is. V8 leaves the addresses out of call frames. */
  urlOf(scriptId: string): string {
    return this.#urls.get(scriptId) ?? "";
  }

  connect(): void {
    this.#session.connectToMainThread();
  }

  disconnect(): void {
    this.#session.disconnect();
  }

  /** Sends a command of the DevTools protocol. @throws DebugError with V8's words */
  post<T>(method: string, parameters: object = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#session.post(method, parameters, (error: Error | null, result?: unknown) => {
        if (error) reject(new DebugError(error.message));
        else resolve(result as T);
      });
    });
  }

  on<T>(event: string, listener: (parameters: T) => void): void {
    this.#session.on(event, (message: { params: unknown }) => listener(message.params as T));
  }

  /** Evaluates JavaScript in a frame, or among all cells' names. @throws DebugError with what the code threw */
  async evaluate(expression: string, frame?: CallFrame): Promise<RemoteObject> {
    const options = { expression, objectGroup: group, silent: true, generatePreview: true };
    return this.#value(
      frame
        ? await this.post("Debugger.evaluateOnCallFrame", { ...options, callFrameId: frame.callFrameId })
        : await this.post("Runtime.evaluate", options),
    );
  }

  /** Calls a function, given as text, with an object as `this`. */
  async call(
    objectId: string,
    functionDeclaration: string,
    values: readonly (RemoteObject | { readonly value: unknown })[] = [],
  ): Promise<RemoteObject> {
    const callArguments = values.map((each) => ("objectId" in each ? { objectId: each.objectId } : asArgument(each)));
    const options = { objectId, functionDeclaration, arguments: callArguments };
    return this.#value(
      await this.post("Runtime.callFunctionOn", {
        ...options,
        objectGroup: group,
        silent: true,
        generatePreview: true,
      }),
    );
  }

  /** Puts a value into a slot of the script scope. */
  async assign(slot: string, value: RemoteObject): Promise<void> {
    const set = await this.evaluate(`(value) => { ${slot} = value; }`);
    await this.call(set.objectId!, "function (value) { this(value); }", [value]);
  }

  async properties(objectId: string): Promise<Runtime.GetPropertiesReturnType> {
    return this.post("Runtime.getProperties", { objectId, ownProperties: true, generatePreview: true });
  }

  /** Lets go of everything that answers held on to; the end of the session does so too. */
  async release(): Promise<void> {
    await this.post("Runtime.releaseObjectGroup", { objectGroup: group }).catch(() => {});
  }

  #value({ result, exceptionDetails }: Runtime.EvaluateReturnType): RemoteObject {
    if (!exceptionDetails) return result;
    const { exception, text } = exceptionDetails;
    throw new DebugError(exception?.description?.split("\n    at ")[0] ?? String(exception?.value ?? text));
  }
}

function asArgument(value: RemoteObject | { readonly value: unknown }): object {
  return "unserializableValue" in value && value.unserializableValue !== undefined
    ? { unserializableValue: value.unserializableValue }
    : { value: value.value };
}
