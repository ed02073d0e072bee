// HTML that would call `attack()`, reach the network or cover the page if nothing cleaned it, and how to find what is left of it.
import { parsePage } from "./page.ts";

export const attacks = [
  "<script>attack()</script>",
  "<img src=x onerror=attack()>",
  '<a href="javascript:attack()">x</a>',
  '<a href=" java\tscript:attack()">x</a>',
  "<svg onload=attack()><script>attack()</script></svg>",
  "<iframe srcdoc='<script>attack()</script>'></iframe>",
  "<object data=attack.html></object><embed src=attack.html>",
  "<form action=https://attack.example><input name=attack></form>",
  "<meta http-equiv=refresh content='0;url=https://attack.example'>",
  "<base href=https://attack.example/>",
  "<link rel=stylesheet href=https://attack.example/a.css>",
  "<style>@import 'https://attack.example/a.css'; body { display: none }</style>",
  '<div style="background:url(https://attack.example/a.png);position:fixed;inset:0">x</div>',
  '<p style="width:expression(attack())">x</p>',
  "<math><mtext><table><mglyph><style><img src=x onerror=attack()></style></mglyph></table></mtext></math>",
  "<noscript><img src=x onerror=attack()></noscript>",
  "<details open ontoggle=attack()>x</details>",
  "<template><script>attack()</script></template>",
  '<video src="https://attack.example/v.mp4" onerror=attack()></video>',
  '<td background="https://attack.example/a.png">x</td>',
];

/** What could run or load, found on the parsed page outside our own scripts and styles. */
export function dangers(html: string): string[] {
  const article = parsePage(html).querySelector("article")!;
  const found: string[] = [];
  for (const element of article.querySelectorAll("*")) {
    const tag = element.tagName.toLowerCase();
    if (/^(script|style|iframe|object|embed|form|input|meta|base|link|template|video|svg|noscript)$/.test(tag))
      found.push(tag);
    for (const [name, value] of Object.entries(element.attributes)) {
      if (/^on/i.test(name)) found.push(`${tag} ${name}`);
      if (/url\(|expression|position/i.test(name === "style" && !element.closest(".katex") ? value : ""))
        found.push(`${tag} style=${value}`);
      if (/^(src|href|background|action|srcset|data)$/.test(name) && !/^(#|data:image\/|https:\/\/ok\.)/.test(value))
        found.push(`${tag} ${name}=${value}`);
    }
  }
  return found;
}
