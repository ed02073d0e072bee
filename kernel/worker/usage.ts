// What the kernel uses of the machine, in the words of ipykernel, which JupyterLab's resource display reads.
import { availableParallelism, freemem, hostname, totalmem } from "node:os";
import type { Content } from "../protocol/message.ts";

let before = { cpu: process.cpuUsage(), time: performance.now() };

/** Processor shares are in percent of one core, since the last question; memory is in bytes. */
export function usage(): Content {
  const now = { cpu: process.cpuUsage(), time: performance.now() };
  const busy = (now.cpu.user + now.cpu.system - before.cpu.user - before.cpu.system) / 1000;
  const share = (100 * busy) / Math.max(now.time - before.time, 1);
  before = now;
  const [total, free] = [totalmem(), freemem()];
  return {
    status: "ok",
    hostname: hostname(),
    pid: process.pid,
    kernel_cpu: share,
    kernel_memory: process.memoryUsage.rss(),
    cpu_count: availableParallelism(),
    host_virtual_memory: {
      total,
      available: free,
      free,
      used: total - free,
      percent: (100 * (total - free)) / total,
    },
  };
}
