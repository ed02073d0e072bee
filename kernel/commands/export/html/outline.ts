// What stands where on a page: its headings, with unique ids, for the table of contents, and its text by section, for the
// search. Filled while the page is rendered.

export interface Heading {
  readonly depth: number;
  readonly id: string;
  /** Without markup, mathematics as text. */
  readonly text: string;
}

export interface Section {
  /** Of the heading that opens the section; "" before the first. */
  readonly id: string;
  readonly heading: string;
  readonly text: string;
}

export class Outline {
  readonly headings: Heading[] = [];
  private readonly parts: { id: string; heading: string; texts: string[] }[] = [{ id: "", heading: "", texts: [] }];

  /** Notes a heading and returns its id, which is JupyterLab's: the text with dashes for spaces. */
  addHeading(depth: number, text: string): string {
    const wished = text.trim().replace(/\s+/g, "-") || "section";
    const taken = new Set(this.headings.map((heading) => heading.id));
    let id = wished;
    for (let n = 1; taken.has(id); n++) id = `${wished}-${n}`;
    this.headings.push({ depth, id, text });
    return id;
  }

  /** Text of the section that is open now. */
  addText(text: string): void {
    const clean = text.replace(/\s+/g, " ").trim();
    if (clean !== "") this.parts.at(-1)!.texts.push(clean);
  }

  /** Text of HTML whose headings were noted before; each opens its section. */
  addHtml(html: string): void {
    const [first, ...rest] = html.split(/<h[1-6] id="/);
    this.addText(textOf(first!));
    for (const part of rest) {
      const id = decodeEntities(part.slice(0, part.indexOf('"')));
      const heading = this.headings.findLast((known) => known.id === id)?.text ?? "";
      this.parts.push({ id, heading, texts: [] });
      this.addText(textOf(part.replace(/^[\s\S]*?<\/h[1-6]>/, "")));
    }
  }

  sections(): Section[] {
    return this.parts
      .filter(({ heading, texts }) => heading !== "" || texts.length > 0)
      .map(({ id, heading, texts }) => ({ id, heading, text: texts.join(" ") }));
  }
}

const textOf = (html: string): string => decodeEntities(html.replace(/<[^>]*>/g, " "));

/** The entities that Markdown writes. */
export const decodeEntities = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity]!);

const entities: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };
