// A notebook from somebody else, opened in JupyterLab and not trusted: its figures are drawn, and whatever else is hidden in
// its outputs (markup, scripts, names of prototypes, addresses, damaged data) does nothing.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { launch, skipReason } from "../browser.ts";
import { attacks } from "../export/attacks.ts";
import { mutate, random } from "../figures/mutate.ts";
import { bundleOf, sampleNames } from "../figures/samples.ts";
import { testWithPython } from "../python.ts";
import { type Lab, openNotebook, startLab } from "./lab.ts";
import { notebookWith } from "./notebooks.ts";

type Json = Record<string, unknown>;

const seed = Number(process.env.GRADBOOK_SEED ?? 20_261_124);
const next = random(seed);
/** Of each kind. */
const mutations = 3;

/** JupyterLab itself looks through HTML for headings, and loads its pictures: markup that loads nothing. */
const markup = attacks.filter((attack) => !/src|href|data=|url|background|import|action/.test(attack)).join("");

/** Types that a front-end may run: beside ours, and ours comes first. */
const others = {
  "text/html": markup,
  "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" onload="attack()"><script>attack()</script></svg>',
  "application/javascript": "attack()",
  "text/markdown": markup,
  "text/plain": "<script>attack()</script>",
};

/** A sample as it is, with attacks for words, and damaged. */
async function outputsOf(name: (typeof sampleNames)[number]) {
  const { data } = await bundleOf(name);
  const mime = Object.keys(data).find((type) => type.startsWith("application/vnd.gradbook."))!;
  const good = JSON.parse(JSON.stringify(data[mime])) as Json;
  const words = attacks.map((attack) => ({ ...good, title: attack.slice(0, 400), alt: attack, note: attack.slice(0, 400) })); // prettier-ignore
  const damaged = Array.from({ length: mutations }, () => JSON.parse(damagedText(good)) as Json);
  return [good, words[Math.floor(next() * words.length)]!, ...damaged].map((payload) => ({
    data: { ...others, [mime]: payload },
    metadata: {},
  }));
}

/** The server itself refuses notebooks with half characters or hundreds of brackets. */
function damagedText(payload: Json): string {
  for (;;) {
    const damaged = mutate(payload, next);
    if (!/\\ud800|(\{"a":){50}/.test(damaged)) return damaged;
  }
}

describe.skipIf(skipReason)(`a notebook that is not trusted, seed ${seed}`, () => {
  let browser: Browser;
  let lab: Lab;
  beforeAll(async () => {
    [browser, lab] = await Promise.all([launch(), startLab()]);
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });

  testWithPython("draws its figures and runs nothing", { timeout: 120_000 }, async () => {
    const plain = sampleNames.filter((name) => !name.includes("-"));
    const outputs = (await Promise.all(plain.map(outputsOf))).flat();
    writeFileSync(join(lab.folder, "stranger.ipynb"), notebookWith(...outputs));
    const { page, troubles } = await openNotebook(browser, lab, "stranger.ipynb");
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.evaluate(() => Object.assign(window, { attack: () => Object.assign(window, { hacked: true }) }));

    // Each is a figure or the sentence that stands for one.
    const figures = page.locator(".gb-figure");
    await expect.poll(() => figures.count(), { timeout: 60_000 }).toBe(outputs.length);
    const drawn: boolean[] = [];
    for (let i = 0; i < outputs.length; i += 1) {
      await figures.nth(i).scrollIntoViewIfNeeded();
      const error = await figures.nth(i).locator(".gb-error").first().textContent({ timeout: 200 }).catch(() => null); // prettier-ignore
      drawn.push(error === null);
      if (error !== null)
        expect(error).toMatch(/^(This figure's data is damaged|This (figure|chart) could not be drawn)/);
    }
    // Those that are as the kernel made them, and those with attacks for words.
    const each = 2 + mutations;
    expect(plain.filter((_, k) => !drawn[k * each] || !drawn[k * each + 1])).toEqual([]);

    const found = await page.evaluate(() => {
      const { jupyterapp } = window as never as { jupyterapp: { shell: { currentWidget: Panel } } };
      type Panel = { content: { widgets: { model: { trusted: boolean } }[] } };
      return {
        trusted: jupyterapp.shell.currentWidget.content.widgets.filter(({ model }) => model.trusted).length,
        harmful: document.querySelectorAll(".gb-figure :is(script, iframe, object, embed, a, base, meta, link, style, video)").length, // prettier-ignore
        foreign: document.querySelectorAll(".jp-OutputArea-output:not(.gb-output-area)").length,
        hacked: (window as never as Json)["hacked"],
        polluted: ({} as Json)["polluted"],
      };
    });
    expect(found).toEqual({ trusted: 0, harmful: 0, foreign: 0, hacked: undefined, polluted: undefined });
    expect(requests.filter((url) => !url.startsWith(lab.url) && !/^(data|blob):/.test(url))).toEqual([]);

    // The page lives.
    await page.evaluate(() => {
      const { jupyterapp } = window as never as { jupyterapp: { commands: { execute(id: string): Promise<unknown> } } };
      return jupyterapp.commands.execute("notebook:insert-cell-below");
    });
    await expect.poll(() => page.locator(".jp-Notebook-cell").count()).toBe(outputs.length + 1);
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});
