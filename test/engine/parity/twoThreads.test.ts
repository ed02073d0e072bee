// Every parity test with two threads and all work shared that can be, however small.
import { afterAll, describe, vi } from "vitest";
import { installThreads } from "../../../engine/threads/host.ts";
import { setNumThreads } from "../../../engine/threads/threads.ts";
import { nodeThreads } from "../../../kernel/host/threads.ts";

vi.mock("../../../engine/threads/worth.ts", () => ({ worthSharing: 0 }));

installThreads(nodeThreads());
setNumThreads(2);
afterAll(() => setNumThreads(1));

describe("with two threads", async () => {
  await import("./functions.test.ts");
  await import("./modules.test.ts");
  await import("./random.test.ts");
  await import("../nn/recurrent.test.ts");
  await import("../nn/attention.test.ts");
  await import("../nn/layers.test.ts");
});
