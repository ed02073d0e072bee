// The frame of every HTML file that we write, whatever is in it and however its styles and scripts arrive.
import { asset } from "../assets.ts";
import type { Labels } from "../labels.ts";
import { escapeHtml, scriptJson } from "./escape.ts";
import { policyMeta } from "./policy.ts";

export interface Document {
  readonly language: string;
  readonly title: string;
  readonly description: string;
  readonly labels: Labels;
  /** `<style>` or `<link>` elements. */
  readonly styles: string;
  /** In the bar at the top: what leads home, and what stands left of the switch for the colours. */
  readonly home: string;
  readonly tools?: string;
  readonly main: string;
  /** Text of scripts inside the file, and addresses of scripts beside it. */
  readonly inlineScripts?: readonly string[];
  readonly linkedScripts?: readonly string[];
  /** More for the page's scripts to read, as `<script data-…>` blocks. */
  readonly data?: string;
  readonly trusted: boolean;
}

/** The whole file. */
export function renderDocument(document: Document): string {
  const { labels, inlineScripts = [], linkedScripts = [] } = document;
  const early = inline(asset("theme.js"));
  const scripts = inlineScripts.map(inline);
  const policy = policyMeta([early, ...scripts], { site: linkedScripts.length > 0, trusted: document.trusted });
  return `<!doctype html>
<html lang="${escapeHtml(document.language)}">
<head>
<meta charset="utf-8">
${policy}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="gradbook">
<meta name="description" content="${escapeHtml(document.description || document.title)}">
<title>${escapeHtml(document.title)}</title>
<link rel="icon" href="data:,">
<script>${early}</script>
${document.styles}
</head>
<body>
<a class="skip" href="#gradbook-text">${escapeHtml(labels.skip)}</a>
<header class="bar">${document.home}<div class="tools">${document.tools ?? ""}<span data-theme-switch></span></div></header>
${document.main}
<script type="application/json" data-labels>${scriptJson(labels)}</script>
${document.data ?? ""}
${scripts.map((script) => `<script>${script}</script>`).join("\n")}
${linkedScripts.map((address) => `<script src="${escapeHtml(address)}"></script>`).join("\n")}
</body>
</html>
`;
}

/** Script text that can stand between `<script>` tags. */
const inline = (script: string): string => script.trim().replace(/<(?=\/script|!--|script)/gi, "\\x3C");
