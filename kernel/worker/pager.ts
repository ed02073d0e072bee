// `?name` and `name?` as a whole cell, as IPython has them: documentation in the front-end's pager; with two marks, the
// source too.
import type { LanguageService } from "../language/languageService.ts";

export interface PagedName {
  readonly name: string;
  readonly detail: 0 | 1;
}

/** What is asked about; no statement of TypeScript looks like this. */
export function pagedName(code: string): PagedName | undefined {
  const [, before, name, after] = /^\s*(\?{0,2})\s*([\w$][\w$.]*)\s*(\?{0,2})\s*$/.exec(code) ?? [];
  const marks = before || after;
  return name && marks ? { name, detail: marks === "??" ? 1 : 0 } : undefined;
}

export async function pagedHelp(
  language: LanguageService,
  { name, detail }: PagedName,
): Promise<Record<string, string>> {
  const found = await language.inspect(name, name.length, detail);
  if (!found) return { "text/plain": `Nothing is known about ${name}.` };
  return { "text/plain": found.plain, "text/markdown": found.markdown };
}
