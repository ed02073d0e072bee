// Modules that are cells or files beside the notebook, brought to life: each once, and again when it or anything that it
// imports has changed. The worker finds and compiles them (worker/modules); here they run.
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import type { ModuleGraph } from "../link/messages.ts";
import type { Namespace } from "./modules.ts";
import { registerCell } from "./stack.ts";

/** What a module's script is called with; see cells/module.ts. */
interface ModuleKernel {
  export(namespace: Namespace, getters: Readonly<Record<string, () => unknown>>): void;
  exportAll(namespace: Namespace, module: Namespace): void;
  link(specifier: string, names: readonly string[], options?: ImportCallOptions): Promise<Namespace>;
  import(specifier: unknown, options?: ImportCallOptions): Promise<Namespace>;
  readonly meta: Readonly<Record<string, unknown>>;
}

type ModuleFunction = (kernel: ModuleKernel, namespace: Namespace) => Promise<void>;
type GraphModule = ModuleGraph["modules"][number];

interface Instance {
  readonly version: string;
  readonly namespace: Namespace;
  readonly ended: Promise<void>;
}

/** How everything else is imported. `circle`: modules that wait for this import. */
export interface ModuleHost {
  import(specifier: string, from: string, circle: readonly string[], options?: ImportCallOptions): Promise<Namespace>;
  /** What a name means in a module that Node has loaded. */
  pick(module: Namespace, name: string): unknown;
  /** Calls code so that an interrupt can stop it. */
  guard<T>(body: () => T): T;
}

export class LocalModules {
  readonly #host: ModuleHost;
  readonly #instances = new Map<string, Instance>();

  constructor(host: ModuleHost) {
    this.#host = host;
  }

  /** The namespace of the graph's entry; undefined when Node is to load it. */
  async import({ entry, modules }: ModuleGraph, circle: readonly string[]): Promise<Namespace | undefined> {
    const graph = new Map(modules.map((module) => [module.path, module]));
    return graph.has(entry) ? this.#instance(entry, graph, circle) : undefined;
  }

  async #instance(
    path: string,
    graph: ReadonlyMap<string, GraphModule>,
    circle: readonly string[],
  ): Promise<Namespace> {
    const module = graph.get(path)!;
    const known = this.#instances.get(path);
    const instance = known?.version === module.version ? known : this.#start(module, graph, circle);
    // Who imports itself in a circle gets what there is so far.
    if (!circle.includes(path)) await instance.ended;
    return instance.namespace;
  }

  #start(module: GraphModule, graph: ReadonlyMap<string, GraphModule>, circle: readonly string[]): Instance {
    const { path, version, compiled } = module;
    const namespace = Object.defineProperty(Object.create(null) as object, Symbol.toStringTag, { value: "Module" });
    const kernel = this.#kernel(module, graph, [...circle, path]);
    registerCell(compiled);
    const ended = this.#host.guard(() => {
      const start = new Script(compiled.script, { filename: compiled.filename }).runInThisContext() as ModuleFunction;
      return start(kernel, namespace as Namespace);
    });
    const instance = { version, namespace: namespace as Namespace, ended };
    this.#instances.set(path, instance);
    // What failed is tried again by the next import.
    ended.catch(() => this.#instances.get(path) === instance && this.#instances.delete(path));
    return instance;
  }

  #kernel(
    { path, links }: GraphModule,
    graph: ReadonlyMap<string, GraphModule>,
    circle: readonly string[],
  ): ModuleKernel {
    const host = this.#host;
    const load = (specifier: string, options?: ImportCallOptions): Promise<Namespace> => {
      const target = links.get(specifier);
      if (target !== undefined && graph.has(target)) return this.#instance(target, graph, circle);
      return host.import(specifier, path, circle, options);
    };
    return {
      export: (namespace, getters) => {
        for (const [name, get] of Object.entries(getters)) define(namespace, name, get);
      },
      exportAll: (namespace, module) => {
        for (const name of Object.keys(module)) {
          if (name !== "default" && !(name in namespace)) define(namespace, name, () => module[name]);
        }
      },
      link: async (specifier, names, options) => {
        const module = await load(specifier, options);
        if (names.every((name) => name in module)) return module;
        return Object.fromEntries(names.map((name) => [name, host.pick(module, name)]));
      },
      import: (specifier, options) => host.import(String(specifier), path, circle, options),
      meta: { url: pathToFileURL(path).href, dirname: dirname(path), filename: path },
    };
  }
}

const define = (namespace: Namespace, name: string, get: () => unknown): void =>
  void Object.defineProperty(namespace, name, { get, enumerable: true });
