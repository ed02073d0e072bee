// Every public function, layer and method with every kind of bad argument: it answers, or says what is wrong in the
// engine's own words. No message of the language or the machine comes through, nothing goes on for ever, and afterwards
// the engine computes as before. The calls that are spoilt are those recorded from PyTorch, and the tables beside.
import { expect, test } from "vitest";
import * as engine from "../../../engine/index.ts";
import { EngineError, memory, Tensor, tensor, TensorDisposedError } from "../../../engine/index.ts";
import { nodeCollector } from "../../../kernel/host/collector.ts";
import { argumentsOf, casesOf, functionOf } from "../parity/cases.ts";
import { functionSamples } from "./functions.ts";
import { layerSamples } from "./layers.ts";
import { badCalls } from "./mutations.ts";
import { otherSamples } from "./others.ts";
import type { Sample } from "./sample.ts";
import { wordSamples } from "./words.ts";

// As in notebooks: what bad calls leave behind is given back.
memory.installCollector(nodeCollector());

/** One call for each function and set of options. */
const recorded: Sample[] = ["functions", "losses"].flatMap((file) => {
  const kinds = new Map(
    casesOf(file).map((each) => [`${each.name} ${Object.keys(each.options)} ${each.args.length}`, each]),
  );
  return [...kinds.values()].map((each) => ({
    name: each.name in engine.nn.functional ? `nn.functional.${each.name}` : each.name,
    call: functionOf(each.name) as Sample["call"],
    make: () => {
      const { args, options } = argumentsOf(each, "float32");
      return Object.keys(options).length > 0 ? [...args, options] : args;
    },
  }));
});
const samples = [...recorded, ...functionSamples, ...layerSamples, ...otherSamples, ...wordSamples];

/** They look at a tensor's shape or give it back as it is: its numbers may be gone. */
const blindToNumbers = new Set(
  "zerosLike onesLike fullLike randLike randnLike Tensor.numel Tensor.contiguous Tensor.requiresGrad_ Tensor.registerHook Tensor.dispose Tensor.backward"
    .split(" ")
    .concat("new nn.Identity"),
);

/** y = Σ a², whose gradient is 2a. */
function stillComputes(): void {
  const a = tensor([1, -2, 3], { requiresGrad: true });
  a.mul(a).sum().backward();
  expect(a.grad!.toArray()).toEqual([2, -4, 6]);
}

test.each([...Map.groupBy(samples, ({ name }) => name)])("%s", (_, calls) => {
  for (const { name, call, make } of calls) {
    call(...(make() as never[]));
    for (const { what, args } of badCalls(make)) {
      try {
        call(...(args as never[]));
      } catch (error) {
        if (!(error instanceof EngineError)) throw new Error(`${name}, ${what}: ${String(error)}`, { cause: error });
        expect(error.message, what).toMatch(/\S+ \S+ \S+/);
        if (what.endsWith("disposed")) expect(error, what).toBeInstanceOf(TensorDisposedError);
        continue;
      }
      if (what.endsWith("disposed") && !blindToNumbers.has(name)) expect.unreachable(`${name}, ${what}: not noticed`);
    }
  }
  stillComputes();
});

/** What hosts install, errors to be caught, switches without arguments, and what other functions make. */
const noInput =
  /Error$|^describePlaceWith$|^memory\.|^threads\.|^constructor$|^new train\.Recorder$|^getNumThreads$|^new nn\.KeyValueCache$|^nn\.(?:utils|init|functional)$/;

test("nothing public is left out", () => {
  const covered = new Set(samples.map(({ name }) => name.replace(/^Tensor\./, "")));
  const names = [...namesOf(engine, ""), ...Object.keys(Object.getOwnPropertyDescriptors(Tensor.prototype))];
  const missing = names.filter((name) => !covered.has(name) && !covered.has(`nn.functional.${name}`) && !noInput.test(name) && !getters.has(name)); // prettier-ignore
  expect(missing).toEqual([]);
});

const getters = new Set(
  Object.entries(Object.getOwnPropertyDescriptors(Tensor.prototype)).flatMap(([name, { get }]) => (get ? [name] : [])),
);

function* namesOf(space: object, prefix: string): Generator<string> {
  for (const [name, value] of Object.entries(space)) {
    const isClass = typeof value === "function" && value.prototype !== undefined && /^class\b/.test(String(value));
    if (isClass) yield `new ${prefix}${name}`;
    else if (typeof value === "function") yield `${prefix}${name}`;
    else if (typeof value === "object" && value !== null) yield* namesOf(value as object, `${prefix}${name}.`);
  }
}
