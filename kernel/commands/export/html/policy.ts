// The page's own content security policy: even if something slipped past the sanitiser, it could neither run nor load.
// Only scripts whose hash stands here run, and the only addresses are `data:` and, on sites, the site's own files.
import { createHash } from "node:crypto";

/** A `<meta>` for a page with these inline scripts; `site` pages may load files beside them. "" for trusted pages. */
export function policyMeta(
  inlineScripts: readonly string[],
  { site, trusted }: { site: boolean; trusted: boolean },
): string {
  if (trusted) return "";
  const own = site ? " 'self'" : "";
  const hashes = inlineScripts.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  const rules = [
    "default-src 'none'",
    `script-src ${hashes.join(" ")}${own}`,
    `style-src 'unsafe-inline'${own}`,
    `img-src data: blob:${own}`,
    `font-src data:${own}`,
    `worker-src${own || " 'none'"}`,
    `connect-src${own || " 'none'"}`,
    `manifest-src${own || " 'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<meta http-equiv="Content-Security-Policy" content="${rules.join("; ")}">`;
}
