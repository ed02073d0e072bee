// What a page of a site does beyond a single page: search, progress, and keeping the site for reading offline.
import { enliven } from "./enliven.ts";
import { pageLabels } from "./labels.ts";
import { trackProgress } from "./progress.ts";
import { addSearch } from "./search.ts";

const labels = pageLabels();
const site = JSON.parse(document.querySelector("script[data-site]")!.textContent!) as {
  readonly course: string;
  readonly chapter: string | null;
};

enliven(labels);
trackProgress(site.course, site.chapter, labels);
addSearch(labels);
// Only web servers may have one; files need none.
if (location.protocol.startsWith("http")) void navigator.serviceWorker?.register("sw.js").catch(() => undefined);
