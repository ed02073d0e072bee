// The one pass that all HTML from a notebook goes through. Untrusted HTML loses everything that could run, load or
// cover the page; in both cases pictures and links are resolved, and our own pieces (mathematics, coloured code) are put
// back where they were held out, in text only, never into an attribute.
import sanitize, { type Attributes, type IOptions, type Tag } from "sanitize-html";
import type { Cell } from "../../../notebook/format.ts";
import type { Resources } from "../resources.ts";
import { escapeHtml } from "./escape.ts";

export interface Hygiene {
  readonly trusted: boolean;
  readonly resources: Resources;
  /** Shown for a picture that is not part of the page, before its alternative text. */
  readonly missingImage: string;
  /** Alternative text of pictures that have none. */
  readonly image: string;
}

/** Pieces of our own HTML, held out of the way of the sanitiser under marks that a notebook cannot guess. */
export class Holder {
  private readonly pieces: { readonly html: string; readonly text: string }[] = [];
  private readonly secret: string;
  private readonly mark: RegExp;

  /** `secret`: letters and digits that do not occur in the notebook. */
  constructor(secret: string) {
    this.secret = secret;
    this.mark = new RegExp(`${secret}x(\\d+)x`, "g");
  }

  /** Returns the mark for `html`; `text` stands for it where HTML cannot be. */
  hold(html: string, text: string): string {
    return `${this.secret}x${this.pieces.push({ html, text }) - 1}x`;
  }

  intoText = (text: string): string => text.replace(this.mark, (_, i: string) => this.pieces[Number(i)]?.html ?? "");
  intoPlainHtml = (html: string): string =>
    html.replace(this.mark, (_, i: string) => escapeHtml(this.pieces[Number(i)]?.text ?? ""));
  intoAttribute = (value: string): string =>
    value.replace(this.mark, (_, i: string) => this.pieces[Number(i)]?.text ?? "");
}

/** Clean HTML of one cell or output. */
export function clean(html: string, cell: Cell, hygiene: Hygiene, holder?: Holder): string {
  const held = holder?.intoAttribute ?? ((value: string) => value);
  const cleaned = sanitize(html, {
    ...(hygiene.trusted ? everything : harmless),
    parser: { lowerCaseAttributeNames: !hygiene.trusted },
    transformTags: {
      img: (_, attribs) => image(attribs, held(attribs.alt ?? ""), cell, hygiene),
      a: (_, attribs) => link(attribs, hygiene),
      "*": (tagName, attribs) => ({
        tagName,
        attribs: Object.fromEntries(Object.entries(attribs).map(([name, value]) => [name, held(value)])),
      }),
    },
    ...(holder && { textFilter: holder.intoText }),
  });
  // The value is escaped for attributes, which is more than text needs.
  return cleaned.replace(/<span data-missing="([^"]*)"><\/span>/g, '<span class="missing-image">$1</span>');
}

function image(attribs: Attributes, alt: string, cell: Cell, hygiene: Hygiene): Tag {
  const source = attribs.src ?? "";
  const src = hygiene.resources.image(source, cell) ?? (hygiene.trusted ? source : undefined);
  if (src !== undefined) return { tagName: "img", attribs: { ...attribs, src, alt: alt || hygiene.image } };
  return { tagName: "span", attribs: { "data-missing": `${alt} (${hygiene.missingImage})`.trim() } };
}

/** A link that leads nowhere on the reader's machine keeps its text only. */
function link({ href, ...attribs }: Attributes, { resources, trusted }: Hygiene): Tag {
  if (href === undefined) return { tagName: "a", attribs };
  const address = resources.link(href) ?? (trusted ? href : undefined);
  if (address === undefined) return { tagName: "span", attribs };
  const outside: Attributes = /^https?:/i.test(address) ? { rel: "noopener noreferrer" } : {};
  return { tagName: "a", attribs: { ...attribs, href: address, ...outside } };
}

const everything: IOptions = { allowedTags: false, allowedAttributes: false, allowVulnerableTags: true };

const noAddress = /^(?!.*(?:url|expression|javascript|\\|@import))[^;{}<>]{1,200}$/i;
const styles = [
  ..."color background-color text-align vertical-align font-weight font-style font-size font-family".split(" "),
  ..."text-decoration white-space width height min-width max-width border border-color border-style".split(" "),
  ..."border-width border-top border-bottom border-left border-right border-collapse padding margin".split(" "),
];

const tags =
  "h1 h2 h3 h4 h5 h6 p div span br hr wbr blockquote pre code kbd samp var a em strong i b u s del ins sub sup small mark " +
  "abbr cite q dfn time ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td figure figcaption img " +
  "details summary section article aside header footer ruby rt rp bdi bdo center font";

const harmless: IOptions = {
  allowedTags: tags.split(" "),
  // Content of these goes with them; of other unknown tags only the tag goes.
  nonTextTags: ["script", "style", "textarea", "option", "noscript", "template", "iframe", "object", "svg", "math"],
  allowedAttributes: {
    "*": ["class", "id", "title", "lang", "dir", "style", "role", "aria-*", "align"],
    a: ["href", "name", "rel"],
    img: ["src", "alt", "width", "height"],
    span: ["data-missing"],
    td: ["colspan", "rowspan", "headers"],
    th: ["colspan", "rowspan", "headers", "scope"],
    col: ["span"],
    colgroup: ["span"],
    ol: ["start", "reversed", "type"],
    li: ["value"],
    details: ["open"],
    time: ["datetime"],
    font: ["color"],
  },
  allowedSchemes: ["http", "https", "mailto"],
  allowedSchemesByTag: { img: ["data"] },
  allowProtocolRelative: false,
  allowedStyles: { "*": Object.fromEntries(styles.map((name) => [name, [noAddress]])) },
};
