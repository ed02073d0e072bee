// How a question of a cell reaches the front-end: through the worker, while this thread waits.
import type { Ask } from "../display/prompt.ts";
import type { Inbox } from "../link/inbox.ts";
import type { MainLink } from "./link.ts";

export function askThrough(link: MainLink, inbox: Inbox, mayAsk: () => boolean): Ask {
  return (question, password) => {
    if (!mayAsk()) {
      throw new Error(
        "Nobody can answer: this front-end runs cells without input. Set the value in the notebook instead.",
      );
    }
    inbox.open();
    link.send({ type: "input", run: link.run, prompt: question, password });
    return inbox.wait() ?? null;
  };
}
