// What all figures have in common around their picture: title, actions (table, save), notes, tooltip, live region.
import { canvasSheet } from "../draw/canvasSheet.ts";
import type { Still } from "../draw/still.ts";
import { svgSheet } from "../draw/svgSheet.ts";
import { lightTheme, type Theme } from "../draw/theme.ts";
import { button, make, setText } from "./dom.ts";
import type { FigureHost } from "./host.ts";
import { ensureStyles } from "./styles.ts";

/** Rows of text: the first is the header. */
export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What the shell asks of the figure inside it. */
export interface ShellContent {
  /** File name without its ending. */
  name(): string;
  alt(): string;
  still(theme: Theme): Still | Promise<Still>;
  table(): Table;
  /** All data, not only what the table shows. */
  csv(): string;
}

export interface Shell {
  readonly root: HTMLElement;
  readonly controls: HTMLElement;
  /** Where the picture goes; it takes the keyboard focus. */
  readonly stage: HTMLElement;
  setTitle(title: string, detail: string): void;
  setSubtitle(text: string): void;
  setNotes(notes: readonly (string | undefined)[]): void;
  /** Says something to screen readers. */
  announce(text: string): void;
  /** Shows a tooltip at a place of the stage, or hides it. */
  tip(content: readonly Node[] | undefined, x?: number, y?: number): void;
  /** The data changed: an open table is built again. */
  refresh(): void;
}

/** A figure on the page as files. */
export interface FigureFiles {
  /** Without an ending. */
  name(): string;
  svg(): Promise<Blob>;
  png(): Promise<Blob>;
  csv(): Promise<Blob>;
}

const files = new WeakMap<Element, FigureFiles>();

/** The files of the figure whose element (`.gb-figure`) this is. */
export const filesOf = (root: Element): FigureFiles | undefined => files.get(root);

export function createShell(element: HTMLElement, host: Required<FigureHost>, content: ShellContent): Shell {
  ensureStyles(element.ownerDocument);
  const { trans } = host;
  const title = make("span", "gb-title");
  const subtitle = make("div", "gb-subtitle");
  const actions = make("span", "gb-actions");
  const controls = make("div", "gb-controls");
  const stage = make("div", "gb-stage", { tabIndex: 0 });
  const tip = make("div", "gb-tip", { hidden: true });
  const notes = make("p", "gb-note");
  const live = make("div", "gb-live");
  const table = make("div", "gb-table", { hidden: true, tabIndex: 0 });
  stage.setAttribute("role", "application");
  stage.setAttribute("aria-roledescription", trans.__("figure"));
  live.setAttribute("aria-live", "polite");
  tip.setAttribute("aria-hidden", "true");
  table.setAttribute("role", "region");
  table.setAttribute("aria-label", trans.__("Data"));
  const root = make("figure", "gb-figure", {}, [
    make("div", "gb-head", {}, [title, actions]),
    subtitle,
    controls,
    stage,
    notes,
    live,
    table,
  ]);
  stage.append(tip);
  let titled = "";

  const toggle = button(trans.__("Table"), trans.__("Show the data as a table"), () => {
    table.hidden = !table.hidden;
    toggle.setAttribute("aria-pressed", String(!table.hidden));
    fillTable(table, content);
  });
  toggle.setAttribute("aria-pressed", "false");
  const made: FigureFiles = {
    name: () => content.name(),
    svg: async () => svgBlob(await stillSvg(content)),
    png: () => stillPng(content),
    csv: async () => new Blob([content.csv()], { type: "text/csv" }),
  };
  const save = (ending: "png" | "svg" | "csv", label: string) =>
    button(ending.toUpperCase(), label, () => void saveAs(host, `${content.name()}.${ending}`, made[ending]));
  actions.append(
    toggle,
    save("png", trans.__("Save as PNG picture")),
    save("svg", trans.__("Save as SVG drawing")),
    save("csv", trans.__("Save the data as CSV")),
  );
  element.replaceChildren(root);
  files.set(root, made);

  return {
    root,
    controls,
    stage,
    setTitle(text, detail) {
      // A figure that grows says the same several times a second, and the page would lay out everything around it.
      if (titled !== `${text}\n${detail}`)
        title.replaceChildren(text, text && detail ? " " : "", make("code", "", { textContent: detail }));
      titled = `${text}\n${detail}`;
      stage.setAttribute("aria-label", content.alt());
    },
    setSubtitle: (text) => setText(subtitle, text),
    setNotes: (texts) => setText(notes, texts.filter(Boolean).join(" ")),
    announce: (text) => void (live.textContent = text),
    tip(nodes, x = 0, y = 0) {
      tip.hidden = nodes === undefined;
      if (!nodes) return;
      tip.replaceChildren(...nodes);
      // Beside the pointer, on the side where there is room.
      const { clientWidth } = stage;
      const left = x + 14 + tip.offsetWidth > clientWidth ? x - 14 - tip.offsetWidth : x + 14;
      tip.style.left = `${Math.max(0, left)}px`;
      tip.style.top = `${Math.max(-20, y - tip.offsetHeight - 10)}px`;
    },
    refresh: () => fillTable(table, content),
  };
}

async function saveAs(host: Required<FigureHost>, name: string, build: () => Promise<Blob>): Promise<void> {
  host.save(name, await build());
}

/** Saved pictures are for papers and slides: light, with a font stack that other programs know. */
const paperTheme: Theme = { ...lightTheme, family: "Inter, Helvetica, Arial, sans-serif" };

async function stillSvg(content: ShellContent): Promise<string> {
  const still = await content.still(paperTheme);
  if ("svg" in still) return still.svg;
  const sheet = svgSheet(still.width, still.height, { background: paperTheme.background, alt: content.alt() });
  still.paint(sheet);
  return sheet.toString();
}

const svgBlob = (svg: string): Blob => new Blob([svg], { type: "image/svg+xml" });

async function stillPng(content: ShellContent): Promise<Blob> {
  const still = await content.still(paperTheme);
  const canvas = document.createElement("canvas");
  const sheet = canvasSheet(canvas, still.width, still.height, 3);
  sheet.pen.fillStyle = paperTheme.background;
  sheet.pen.fillRect(0, 0, still.width, still.height);
  if ("svg" in still) sheet.pen.drawImage(await loadImage(still.svg), 0, 0, still.width, still.height);
  else still.paint(sheet);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser could not encode the picture."))));
  });
}

async function loadImage(svg: string): Promise<HTMLImageElement> {
  const address = URL.createObjectURL(svgBlob(svg));
  try {
    const image = Object.assign(new Image(), { src: address });
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function fillTable(container: HTMLElement, content: ShellContent): void {
  if (container.hidden) return container.replaceChildren();
  const { caption, head, rows } = content.table();
  const cell = (tag: "td" | "th", text: string, scope?: string) => {
    // A header without words is none.
    if (text.trim() === "") return make("td", "", { textContent: text });
    const made = make(tag, "", { textContent: text });
    if (scope) made.setAttribute("scope", scope);
    return made;
  };
  container.replaceChildren(
    make("table", "", {}, [
      make("caption", "", { textContent: caption }),
      make("thead", "", {}, [
        make(
          "tr",
          "",
          {},
          head.map((text) => cell("th", text, "col")),
        ),
      ]),
      make(
        "tbody",
        "",
        {},
        rows.map(([first = "", ...rest]) =>
          make("tr", "", {}, [cell("th", first, "row"), ...rest.map((t) => cell("td", t))]),
        ),
      ),
    ]),
  );
}

/** A CSV line, quoted where needed (RFC 4180). */
export const csvLine = (fields: readonly (string | number)[]): string =>
  fields
    .map((field) => (/[",\r\n]/.test(String(field)) ? `"${String(field).replaceAll('"', '""')}"` : field))
    .join(",");
