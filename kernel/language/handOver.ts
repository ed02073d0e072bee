// A project that one thread opens and another goes on with. A kernel's worker takes as long to begin as TypeScript takes to read
// its declarations, so the user's thread, which is there first, starts TypeScript, answers what it asks about files, and lets go
// of its pipes as soon as it has enough to do. What it answers meanwhile stays in the pipe.
import { answerAbout, frame, Frames } from "./frames.ts";
import { hasNumbers, letGo, lineAt, type LineNumbers, spawnTypeScript } from "./line.ts";
import { describeProject, openedBy, type Project, type ProjectOptions, type StartedProject } from "./project.ts";
import { TypeScriptServer } from "./server.ts";

/** Plain data, for the other thread. */
export interface BegunProject {
  readonly project: Project;
  readonly line: LineNumbers;
  /** What TypeScript has said, and nobody has dealt with. */
  readonly received: Uint8Array;
}

/**
 * Starts TypeScript and lets it open the project.
 * @param last the file after whose reading it asks no more
 * @param patience in milliseconds: how long it is waited for
 * @returns undefined when it could not be started, or not so that another thread could go on
 */
export async function beginProject(
  options: ProjectOptions,
  last: string,
  patience: number,
): Promise<BegunProject | undefined> {
  if (!hasNumbers) return undefined;
  const project = describeProject(options);
  const child = spawnTypeScript(options.folder);
  const frames = new Frames();
  let answers = "";
  await new Promise<void>((resolve) => {
    const impatient = setTimeout(resolve, patience);
    const enough = (): void => {
      clearTimeout(impatient);
      resolve();
    };
    child.once("error", enough);
    child.stdin.on("error", enough);
    child.stdin.write(
      project.opening.map(([method, params], i) => frame({ jsonrpc: "2.0", id: i + 1, method, params })).join(""),
    );
    child.stdout.on("data", (chunk: Uint8Array) => {
      frames.push(chunk);
      let replies = "";
      let isLast = false;
      for (let message = frames.next(); message; message = frames.next()) {
        if (message.method === undefined) answers += frame(message);
        else replies += answerAbout(project.files, message);
        isLast ||= message.params === last;
      }
      // Two threads must not write at once.
      if (isLast) child.stdin.write(replies, enough);
      else if (replies !== "") child.stdin.write(replies);
    });
  });
  const line = letGo(child);
  return line && { project, line, received: Buffer.concat([Buffer.from(answers), frames.rest]) };
}

/** In the other thread. */
export function goOnWith({ project, line, received }: BegunProject): StartedProject {
  const server = new TypeScriptServer(lineAt(line), project.files);
  const started = openedBy(project, server, () => server.requested());
  server.received(received);
  return started;
}
