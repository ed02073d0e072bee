// A thread that does nothing but feel a kernel's heart, so that what the client is busy with is not held against the
// kernel: sends the milliseconds of each beat, and -1 when there was none within five seconds. Any message ends it.
import { parentPort, workerData } from "node:worker_threads";
import { Request } from "zeromq";

const socket = new Request({ linger: 0, receiveTimeout: 5000 });
socket.connect(workerData as string);
const over = new AbortController();
parentPort!.once("message", () => over.abort());
while (!over.signal.aborted) {
  const start = performance.now();
  await socket.send("beat");
  const alive = await socket.receive().then(
    () => true,
    () => false,
  );
  parentPort!.postMessage(alive ? performance.now() - start : -1);
  if (!alive) break;
}
socket.close();
parentPort!.removeAllListeners();
