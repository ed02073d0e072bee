// What a chart may touch of the page: its own canvas and its own controls. A specification can ask for more (elements found
// by selector, to listen to or to press; inputs that load addresses; clocks), and a notebook may come from anybody.

/** A control and the signal that it sets, as Vega's compiler writes it down. */
export interface Binding {
  readonly signal: string;
  readonly input: string;
}

interface Runtime {
  bindings?: readonly Record<string, unknown>[] | undefined;
  eventConfig?: unknown;
}

const inputs = new Set(["range", "select", "radio", "checkbox", "text", "number", "search", "color", "date", "time"]);
const attributes = ["signal", "input", "name", "min", "max", "step", "options", "labels", "debounce", "placeholder"];

/** A drag may end outside the chart. */
const ofWindow = ["pointermove", "pointerup", "mousemove", "mouseup", "touchmove", "touchend"];

/** Changes what Vega has parsed, before a view is made of it. @returns the controls that are left */
export function tame(runtime: object): readonly Binding[] {
  const parsed: Runtime = runtime;
  parsed.eventConfig = { bind: "container", selector: false, timer: false, container: false, window: ofWindow };
  const bindings = (parsed.bindings ?? []).filter(({ input }) => inputs.has(String(input)));
  parsed.bindings = bindings.map((binding) =>
    Object.fromEntries(attributes.flatMap((key) => (Object.hasOwn(binding, key) ? [[key, binding[key]]] : []))),
  );
  return parsed.bindings as unknown as readonly Binding[];
}
