// Which fonts a page needs: text fonts by the characters on it, mathematics fonts by KaTeX's classes on it.
// So a page carries 200 KB of fonts rather than 1.5 MB.
import { type FontFace, fontFaces, fontFile } from "../assets.ts";

/** `@font-face` rules for `html`; `url` tells where a face's file is (default: inside the rule, as data). */
export function fontRules(html: string, url: (face: FontFace) => string = dataUrl): string {
  return neededFaces(html)
    .map((face) => {
      const range = face.range && `unicode-range:${face.range};`;
      return (
        `@font-face{font-family:"${face.family}";font-style:${face.style};font-weight:${face.weight};` +
        `font-display:swap;${range}src:url(${url(face)}) format("woff2")}`
      );
    })
    .join("\n");
}

/** The faces that `html` needs. */
export function neededFaces(html: string): FontFace[] {
  const characters = new Set<number>();
  for (const character of html) characters.add(character.codePointAt(0)!);
  const classes = new Set([...html.matchAll(/class="([^"]*)"/g)].flatMap((match) => match[1]!.split(" ")));
  return fontFaces().filter((face) =>
    face.range
      ? inRange(face.range, characters)
      : (mathClasses[face.file.replace(".woff2", "")] ?? []).some((name) => classes.has(name)),
  );
}

const dataUrl = (face: FontFace): string => `data:font/woff2;base64,${fontFile(face).toString("base64")}`;

function inRange(range: string, characters: ReadonlySet<number>): boolean {
  const spans = range.split(",").map((part) => {
    const [from, to] = part.trim().slice(2).split("-");
    return [parseInt(from!, 16), parseInt(to ?? from!, 16)] as const;
  });
  return [...characters].some((code) => spans.some(([from, to]) => code >= from && code <= to));
}

/** The classes by which KaTeX 0.19 asks for each of its fonts (its stylesheet is the source). */
const mathClasses: Record<string, readonly string[]> = {
  "KaTeX_AMS-Regular": ["amsrm", "mathbb", "textbb"],
  "KaTeX_Caligraphic-Bold": ["mathcal-bold"],
  "KaTeX_Caligraphic-Regular": ["mathcal"],
  "KaTeX_Fraktur-Bold": ["mathboldfrak", "textboldfrak"],
  "KaTeX_Fraktur-Regular": ["mathfrak", "textfrak"],
  "KaTeX_Main-Bold": ["mathbf", "textbf"],
  "KaTeX_Main-BoldItalic": ["textbf"],
  "KaTeX_Main-Italic": ["mathit", "textit"],
  "KaTeX_Main-Regular": ["katex"],
  "KaTeX_Math-BoldItalic": ["boldsymbol"],
  "KaTeX_Math-Italic": ["mathnormal"],
  "KaTeX_SansSerif-Bold": ["mathboldsf", "textboldsf"],
  "KaTeX_SansSerif-Italic": ["mathitsf", "mathsfit", "textitsf"],
  "KaTeX_SansSerif-Regular": ["mathsf", "textsf"],
  "KaTeX_Script-Regular": ["mathscr", "textscr"],
  "KaTeX_Size1-Regular": ["size1", "delim-size1", "small-op"],
  "KaTeX_Size2-Regular": ["size2", "large-op"],
  "KaTeX_Size3-Regular": ["size3"],
  "KaTeX_Size4-Regular": ["size4", "delim-size4"],
  "KaTeX_Typewriter-Regular": ["mathtt", "texttt"],
};
