// `npm run prove`: the proofs that take too long for every run of the tests, in their full length, and those that need other
// people's kernels.
import { peerKernels } from "./peerKernels.mjs";

await peerKernels();
process.env.GRADBOOK_LONG = "1";
process.argv.push("test/commands/resume.test.ts", "test/kernel/guest.test.ts", "test/kernel/sabotage.test.ts");
await import("./test.mjs");
