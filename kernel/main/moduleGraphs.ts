// Questions of this thread about what an import leads to; the worker, which knows files and compilers, answers.
import type { ModuleGraph, ToMain } from "../link/messages.ts";
import type { MainLink } from "./link.ts";

interface Asked {
  readonly resolve: (graph: ModuleGraph | undefined) => void;
  readonly reject: (error: unknown) => void;
}

export class ModuleGraphs {
  readonly #link: MainLink;
  readonly #asked = new Map<number, Asked>();
  #count = 0;

  constructor(link: MainLink) {
    this.#link = link;
  }

  /** @param from the importing module's path; undefined for a cell @throws SyntaxError of a module that cannot be compiled */
  ask(specifier: string, from: string | undefined): Promise<ModuleGraph | undefined> {
    return new Promise((resolve, reject) => {
      const id = ++this.#count;
      this.#asked.set(id, { resolve, reject });
      this.#link.send({ type: "import", id, specifier, from });
    });
  }

  answer({ id, graph, error }: Extract<ToMain, { type: "imported" }>): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (error === undefined) asked?.resolve(graph);
    else asked?.reject(error);
  }
}
