// Which line outside the engine asked for something: read from a stack captured at the time.

const self = import.meta.url;
/** The engine's own files: its source folder, or the bundle it was built into. */
const own = self.endsWith("/memory/origin.ts") ? self.slice(0, -"memory/origin.ts".length) : self;

/** A stack deep enough to leave the engine. Cheap: it is turned into text only when it is read. */
export function captureSite(): Error {
  const v8 = Error as { stackTraceLimit?: number };
  const limit = v8.stackTraceLimit;
  v8.stackTraceLimit = 30;
  const site = new Error("made here");
  if (limit === undefined) delete v8.stackTraceLimit;
  else v8.stackTraceLimit = limit;
  return site;
}

/** The first place in the stack that is not the engine's, as "In[7]:12:5"; undefined when there is none. */
export function siteOf(captured: Error): string | undefined {
  const path = own.replace(/^file:\/\//, "");
  const frames = (captured.stack ?? "").split("\n").slice(1);
  const outside = frames.find((frame) => !frame.includes(path) && /:\d+:\d+/.test(frame));
  return outside && /\(?([^()\s]+:\d+:\d+)\)?\s*$/.exec(outside)?.[1];
}
