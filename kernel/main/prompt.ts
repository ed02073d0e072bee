// `prompt`, `confirm` and `password`: questions to the person at the front-end, answered before the call returns.
import type { Inbox } from "../link/inbox.ts";
import type { MainLink } from "./link.ts";

export interface Prompts {
  prompt(message?: string, fallback?: string): string | null;
  confirm(message?: string): boolean;
  password(message?: string): string | null;
}

export function makePrompts(link: MainLink, inbox: Inbox, mayAsk: () => boolean): Prompts {
  const ask = (prompt: string, password: boolean): string | null => {
    if (!mayAsk()) {
      throw new Error(
        "Nobody can answer: this front-end runs cells without input. Set the value in the notebook instead.",
      );
    }
    inbox.open();
    link.send({ type: "input", run: link.run, prompt, password });
    return inbox.wait() ?? null;
  };
  return {
    prompt: (message = "", fallback = "") =>
      ask(message === "" ? "" : `${message} `, false) || (fallback === "" ? "" : fallback),
    confirm: (message = "") => /^y(es)?$/i.test(ask(`${message} [y/N] `, false)?.trim() ?? ""),
    password: (message = "Password:") => ask(`${message} `, true),
  };
}
