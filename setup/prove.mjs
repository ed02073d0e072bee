// `npm run prove`: the proofs that take too long for every run of the tests, in their full length.
//   resume pages …    only these; without a name, all
import { reporting } from "./setup.mjs";
import { SetupError } from "./house.mjs";

const proofs = {
  resume: "test/commands/resume.test.ts",
  pages: "test/export/course.test.ts",
};

const chosen = process.argv.splice(2);
await reporting(() => {
  const unknown = chosen.find((name) => !Object.hasOwn(proofs, name));
  if (unknown) throw new SetupError(`There is no proof '${unknown}': choose from ${Object.keys(proofs).join(", ")}.`);
});
if (!process.exitCode) {
  process.env.GRADBOOK_LONG = "1";
  process.argv.push(
    ...Object.entries(proofs).flatMap(([name, file]) => (chosen.length === 0 || chosen.includes(name) ? [file] : [])),
  );
  await import("./test.mjs");
}
