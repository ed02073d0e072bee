// A page with nothing but figures on it, in real Chromium: the drawing core bundled as exported pages have it, without a
// kernel and without JupyterLab. The colours are JupyterLab's of the theme.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { rolldown } from "rolldown";
import { root } from "../house/sources.ts";

/** What a figure is in a notebook. */
export interface FigureData {
  readonly mime: string;
  readonly payload: unknown;
}

export interface FigurePage {
  readonly page: Page;
  /** Everything that went wrong, was written to the console, or asked of the network. */
  readonly troubles: string[];
  /** Draws the figures below each other, in place of those before; resolves when all have been painted. */
  draw(...figures: FigureData[]): Promise<void>;
  /** Switches the theme as JupyterLab does. */
  setTheme(theme: "light" | "dark"): Promise<void>;
}

const colours = {
  light:
    "--jp-layout-color0:#fff;--jp-content-font-color1:#212121;--jp-content-font-color2:#616161;--jp-border-color1:#bdbdbd;--jp-border-color2:#e0e0e0;--jp-brand-color1:#1565c0",
  dark: "--jp-layout-color0:#111;--jp-content-font-color1:#fff;--jp-content-font-color2:#b3b3b3;--jp-border-color1:#616161;--jp-border-color2:#424242;--jp-brand-color1:#64b5f6;--gb-warning:#ff9d66",
};

/** The font of the stills, so that the pages of all machines look alike. */
const faces = [
  [400, "Regular"],
  [600, "SemiBold"],
]
  .map(([weight, name]) => {
    const font = readFileSync(join(root, `kernel/figures/fonts/Inter-${name}.ttf`), "base64");
    return `@font-face{font-family:Inter;font-weight:${weight};src:url(data:font/ttf;base64,${font})}`;
  })
  .join("");

let scripts: Promise<string[]> | undefined;

/** A file of the drawing core as one script; its exports are under the name. */
async function bundled(name: string, file: string): Promise<string> {
  const input = join(root, "extension/figures", file);
  const build = await rolldown({ input, platform: "browser", logLevel: "silent" });
  const { output } = await build.generate({ format: "iife", name, codeSplitting: false });
  await build.close();
  return output[0].code;
}

/** @param motion whether the reader wants things to move; they stand still by default, as pictures are compared */
export async function openFigurePage(browser: Browser, { width = 800, motion = false } = {}): Promise<FigurePage> {
  scripts ??= Promise.all([bundled("gradbook", "view/mount.ts"), bundled("charts", "chart/vega.ts")]);
  const reducedMotion = motion ? "no-preference" : "reduce";
  const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => void troubles.push(message.text()));
  page.on("dialog", (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!/^(about|data|blob):/.test(request.url())) troubles.push(`request to ${request.url()}`);
  });
  const family = "--jp-ui-font-family:Inter";
  await page.setContent(
    `<!doctype html><html lang="en"><title>Figures</title><style>body{margin:8px;background:var(--jp-layout-color0)}</style><body><main><h1 style="position:absolute;clip-path:inset(50%)">Figures</h1><div></div></main></body></html>`,
  );
  await page.addStyleTag({ content: faces });
  await page.evaluate(() => Promise.all([...document.fonts].map((face) => face.load())));
  for (const content of await scripts) await page.addScriptTag({ content });
  const setTheme = async (theme: "light" | "dark") => {
    await page.evaluate(
      ([style, isLight]) => {
        document.body.setAttribute("style", style!);
        document.body.dataset["jpThemeLight"] = isLight;
      },
      [`${colours[theme]};${family}`, String(theme === "light")],
    );
    await painted(page);
  };
  await setTheme("light");
  return {
    page,
    troubles,
    setTheme,
    async draw(...figures) {
      await page.evaluate(drawAll, figures);
      await painted(page);
    },
  };
}

/** Three frames: figures paint in the first after they are in sight, and once more after a change of theme. */
const painted = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
  });

// Runs in the page.
function drawAll(figures: readonly FigureData[]): void {
  const { gradbook, charts } = window as never as {
    gradbook: typeof import("../../extension/figures/view/mount.ts");
    charts: typeof import("../../extension/figures/chart/vega.ts");
  };
  const main = document.querySelector("main > div")!;
  const handles: unknown[] = [];
  main.replaceChildren(
    ...figures.map(({ mime, payload }) => {
      const place = document.createElement("div");
      handles.push(gradbook.mountFigure(place, mime, payload, { charts: () => Promise.resolve(charts.chartLibrary) }));
      return place;
    }),
  );
  Object.assign(window, { handles });
}
