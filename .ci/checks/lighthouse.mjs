// Asks Lighthouse about every kind of page but the one for an address that does not exist, which must not be found:
//
//     BULLETIN_CI_TOOLS=DIR node lighthouse.mjs SITE
//
// Accessibility, best practices and SEO have all points, performance at least 95, on the phone that Lighthouse simulates.

import { chromiumPath, moduleOf, serve } from "./browser_lib.mjs";
import { PAGES } from "./pages.mjs";

const KINDS = Object.keys(PAGES).filter((kind) => kind !== "not-found");
const LEAST = { accessibility: 1, "best-practices": 1, seo: 1, performance: 0.95 };

const site = process.argv[2];
const { default: lighthouse } = await moduleOf("lighthouse");
const { launch } = await moduleOf("chrome-launcher");
const chrome = await launch({ chromePath: chromiumPath(), chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
// A host compresses what it serves; Lighthouse expects that of it.
const server = await serve(site, { compressed: true });
const problems = [];

/** What of a category did not pass, for the report. */
const failed = ({ categories, audits }, category) =>
  categories[category].auditRefs
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
    .map(({ id }) => `${id} (${audits[id].displayValue ?? audits[id].title})`);

try {
  for (const kind of KINDS) {
    const options = { port: chrome.port, logLevel: "silent", onlyCategories: Object.keys(LEAST) };
    const { lhr } = await lighthouse(server.base + PAGES[kind], options);
    const points = [];
    for (const [category, least] of Object.entries(LEAST)) {
      const { score } = lhr.categories[category];
      points.push(`${category} ${Math.round(score * 100)}`);
      if (score < least) problems.push(`${kind}: ${category} has ${score}: ${failed(lhr, category).join(", ")}`);
    }
    console.log(`  ${kind}: ${points.join(", ")}`);
  }
} finally {
  await chrome.kill();
  server.close();
}
for (const problem of problems) console.log(`  ${problem}`);
console.log(`lighthouse, ${site}: ${KINDS.length} kinds of page, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
