// `npm test`: set up if needed, then every test there is; the last line counts them.
// Arguments after `--` go to vitest (a file name runs that file only).
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { houseNode, root, SetupError, venvBin } from "./house.mjs";
import { reporting, setup } from "./setup.mjs";

const results = join(root, "test", ".results", "vitest.json");

await reporting(async () => {
  const ci = Boolean(process.env.CI);
  const { withoutPython = "" } = await setup({ python: ci ? "required" : "optional" });
  rmSync(results, { force: true });
  const node = houseNode();
  const args = [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--root",
    root,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${results}`,
  ];
  const env = { ...process.env, GRADBOOK_JUPYTER_BIN: venvBin, GRADBOOK_NO_PYTHON: withoutPython };
  const code = await new Promise((resolve) => {
    spawn(node, [...args, ...process.argv.slice(2)], { cwd: root, stdio: "inherit", env }).on("exit", resolve);
  });
  if (!existsSync(results)) throw new SetupError("The tests ended without a report.");
  const report = JSON.parse(readFileSync(results, "utf8"));
  // A file that could not be loaded holds no tests, and still is a failure.
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + broken;
  const skipped = report.numPendingTests + report.numTodoTests;
  process.exitCode = code === 0 && failed === 0 ? 0 : 1;
  console.log(`${report.numPassedTests} passed, ${failed || (code ? 1 : 0)} failed, ${skipped} skipped`);
});
