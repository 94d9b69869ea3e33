// The kinds of page of the sample, one address for each: what the browser looks at.

import { existsSync } from "node:fs";
import { join } from "node:path";

/** Kind of page -> path below the site's root, as a link names it. */
export const PAGES = {
  home: "",
  article: "articles/2024/straw-harvest/",
  "article-table": "articles/2024/rectification-ledger/",
  articles: "articles/",
  issue: "issues/2024-03/",
  issues: "issues/",
  region: "regions/450000/",
  "region-county": "regions/451027/",
  regions: "regions/",
  initiative: "initiatives/four-down/",
  initiatives: "initiatives/",
  column: "columns/典型案例/",
  columns: "columns/",
  tags: "tags/",
  matrix: "matrix/",
  archive: "archive/",
  year: "archive/2024/",
  month: "archive/2024/03/",
  page: "about/",
  "not-found": "404.html",
};

/**
 * The ways to read: what the browser is told, what is chosen in the header, and the least height of
 * text and size of targets (pixels) where they are not the usual ones.
 */
export const MODES = {
  light: { context: { colorScheme: "light" } },
  dark: { context: { colorScheme: "dark" } },
  contrast: { context: { colorScheme: "light", contrast: "more" } },
  plain: { context: { colorScheme: "light" }, checked: ["#plain"], size: 18, target: 44 },
  forced: { context: { colorScheme: "light", forcedColors: "active" } },
  "forced-dark": { context: { colorScheme: "dark", forcedColors: "active" } },
  "plain-dark": { context: { colorScheme: "dark" }, checked: ["#plain"], size: 18, target: 44 },
};

/** Widths in CSS pixels: a small phone and a desk; and what a page must fit into without sideways scrolling. */
export const WIDTHS = [360, 1280];
export const NARROWEST = 320;

/** The kinds as [kind, path], after making sure that the site has them all. */
export function pagesOf(site) {
  for (const [kind, path] of Object.entries(PAGES)) {
    const file = join(site, path.endsWith("/") || !path ? `${path}index.html` : path);
    if (!existsSync(file)) throw new Error(`the sample has no page of the kind ${kind}: ${file}`);
  }
  return Object.entries(PAGES);
}
