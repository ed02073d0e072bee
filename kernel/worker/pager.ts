// `?name` and `name?` as a whole cell, as IPython has them: documentation in the front-end's pager.
import type { LanguageService } from "../language/languageService.ts";

/** The name asked about; no statement of TypeScript looks like this. */
export function pagedName(code: string): string | undefined {
  const [, before, name, after] = /^\s*(\?{0,2})\s*([\w$][\w$.]*)\s*(\?{0,2})\s*$/.exec(code) ?? [];
  return before || after ? name : undefined;
}

export async function pagedHelp(language: LanguageService, name: string): Promise<Record<string, string>> {
  const found = await language.inspect(name, name.length);
  if (!found) return { "text/plain": `Nothing is known about ${name}.` };
  return { "text/plain": found.plain, "text/markdown": found.markdown };
}
