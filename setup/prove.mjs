// `npm run prove`: the proofs that take too long for every run of the tests, in their full length, and those that need
// other people's kernels.
//   resume pages …    only these; without a name, all
import { peerKernels } from "./peerKernels.mjs";
import { reporting } from "./setup.mjs";
import { SetupError } from "./house.mjs";

const proofs = {
  resume: "test/commands/resume.test.ts",
  pages: "test/export/course.test.ts",
  guest: "test/kernel/guest.test.ts",
  sabotage: "test/kernel/sabotage.test.ts",
  memory: "test/kernel/longTraining.test.ts",
};

const chosen = process.argv.splice(2);
const wanted = Object.keys(proofs).filter((name) => chosen.length === 0 || chosen.includes(name));
await reporting(async () => {
  const unknown = chosen.find((name) => !Object.hasOwn(proofs, name));
  if (unknown) throw new SetupError(`There is no proof '${unknown}': choose from ${Object.keys(proofs).join(", ")}.`);
  if (wanted.includes("guest")) await peerKernels();
});
if (!process.exitCode) {
  process.env.GRADBOOK_LONG = "1";
  process.argv.push(...wanted.map((name) => proofs[name]));
  await import("./test.mjs");
}
