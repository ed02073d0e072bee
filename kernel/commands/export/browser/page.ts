// What a single page does in the browser.
import { pageLabels } from "./labels.ts";
import { enliven } from "./enliven.ts";

enliven(pageLabels());
