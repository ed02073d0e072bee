// What `%` commands may do to the kernel, for the cell that they stand in.
import { compileCell } from "../cells/compile.ts";
import { type CommandHost, CommandError, type TypeMode } from "./commands/command.ts";
import type { Asked, ExecutionParts } from "./executionParts.ts";

/** What commands change for good. */
export interface Settings {
  types: TypeMode;
}

export function commandHost(
  { settings, iopub, names, language, main, runs, onReset }: ExecutionParts,
  { request, filename, payload, signal }: Asked,
): CommandHost {
  const { header } = request;
  const silent = request.content.silent === true;
  return {
    get types() {
      return settings.types;
    },
    set types(mode) {
      settings.types = mode;
    },
    signal,
    print: (text, stream = "stdout") => {
      if (!silent) iopub.stream(stream, text, header);
    },
    show: (data) => {
      if (!silent) void iopub.publish("display_data", { data, metadata: {}, transient: {} }, header);
    },
    page: (text) => void payload.push({ source: "page", data: { "text/plain": text }, start: 0 }),
    evaluate: async (code) => {
      const cell = compileCell(code, `${filename}.command`, await names);
      const run = runs.begin(request, payload);
      const outcome = await main.run({ type: "run", run, cell, expressions: {}, allowInput: false });
      if (outcome.status === "error") throw new CommandError(outcome.evalue, outcome.ename);
    },
    variables: async () => {
      const service = await language;
      return Promise.all(
        (await names).own.map(async (name) => {
          const hover = await service.inspect(name, name.length);
          return { name, type: typeIn(hover?.plain ?? "") };
        }),
      );
    },
    reset: async () => {
      const known = await names;
      const count = known.own.length;
      main.reset(known.reset());
      (await language).reset();
      onReset();
      return count;
    },
    packagesChanged: async () => (await language).refresh(),
  };
}

/** `const x: number` → `number`; of functions and classes the whole signature. */
function typeIn(signature: string): string {
  const [line = ""] = signature.split("\n");
  return /^(?:const |let |var |\(property\) )[\p{ID_Continue}$]+: (.*)$/u.exec(line)?.[1] ?? line;
}
