// The types of cells, checked as early as can be: a cell's while it is announced and compiled, and the next cell's while
// the one before it runs, so that "run all" waits for TypeScript once. What cells before it do, or those of another shell,
// can give it the names and files it needs, so what a check finds that came so early counts only when nothing has changed
// since; otherwise it is made again.
import { splitCommands } from "../cells/lineCommands.ts";
import { asObject } from "../cells/objectLiteral.ts";
import { moduleNameOf } from "../cells/moduleCell.ts";
import type { LanguageService } from "../language/languageService.ts";
import type { ErrorContent } from "../protocol/contents.ts";
import type { Received } from "../protocol/message.ts";
import type { Settings } from "./commandHost.ts";
import { pagedName } from "./pager.ts";

interface Early {
  readonly request: Received;
  /** Resolves to the type errors, with the state of the other cells and files they were found in. */
  readonly found: Promise<{ readonly wrong: ErrorContent | undefined; readonly version: number }>;
  /** Resolves when TypeScript has been asked, or has enough to do to be asked later. */
  readonly asked: Promise<void>;
}

export class Checks {
  readonly #language: Promise<LanguageService>;
  readonly #settings: Settings;
  #early: Early | undefined;

  constructor(language: Promise<LanguageService>, settings: Settings) {
    this.#language = language;
    this.#settings = settings;
  }

  /** Begins to check a cell, unless that has begun, or its lines for the kernel must come first. */
  begin(request: Received, filename: string): void {
    if (this.#settings.types === "off" || this.#early?.request === request) return;
    const { code } = request.content;
    if (typeof code !== "string" || !isPlain(code)) return;
    const found = this.#find(code, filename);
    // Whoever needs the answer will see the error.
    found.catch(() => {});
    this.#early = { request, found, asked: new Promise((resolve) => process.nextTick(resolve)) };
  }

  /** Resolves when TypeScript has the question that was begun, and works on it: who compiles meanwhile is not waited for. */
  get asked(): Promise<void> | undefined {
    return this.#early?.asked;
  }

  /** The type errors of a cell as it is to be run; undefined when there are none, or nobody wants to know. */
  async errors(request: Received, source: string, filename: string): Promise<ErrorContent | undefined> {
    if (this.#settings.types === "off") return undefined;
    const early = this.#early?.request === request ? await this.#early.found : undefined;
    this.#early = undefined;
    const language = await this.#language;
    if (early && (!early.wrong || early.version === (await language.version()))) return early.wrong;
    return language.check(source, filename);
  }

  async #find(source: string, filename: string): Early["found"] {
    const language = await this.#language;
    const version = await language.version();
    return { version, wrong: await language.check(source, filename) };
  }
}

/** Code for TypeScript from the first to the last character. */
function isPlain(code: string): boolean {
  const { commands, measure } = splitCommands(code);
  return (
    commands.length === 0 && !measure && asObject(code) === code && moduleNameOf(code) === undefined && !pagedName(code)
  );
}
