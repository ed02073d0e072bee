// Every parity test with two threads and all work shared that can be, however small.
import { afterAll, describe, vi } from "vitest";
import { installThreads } from "../../../engine/threads/host.ts";
import { setNumThreads } from "../../../engine/threads/threads.ts";
import { nodeThreads } from "../../../kernel/host/threads.ts";
import { everyCase } from "./everyCase.ts";

vi.mock("../../../engine/threads/worth.ts", () => ({ worthSharing: 0 }));

installThreads(nodeThreads());
setNumThreads(2);
afterAll(() => setNumThreads(1));

describe("with two threads", () => everyCase());
