// Asks Lighthouse about every kind of page:
//
//     BULLETIN_CI_TOOLS=DIR node lighthouse.mjs SITE
//
// On the phone that Lighthouse simulates, accessibility, best practices and SEO have all points, and
// performance has at least 95. The page for unknown addresses must not be indexed, which costs points for
// SEO; nothing else may.

import { chromiumPath, moduleOf, serve } from "./browser_lib.mjs";
import { PAGES } from "./pages.mjs";

const EXCUSED = { "not-found": ["is-crawlable"] };
const LEAST = { accessibility: 1, "best-practices": 1, seo: 1, performance: 0.95 };

const site = process.argv[2];
const { default: lighthouse } = await moduleOf("lighthouse");
const { launch } = await moduleOf("chrome-launcher");
const chrome = await launch({ chromePath: chromiumPath(), chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
// A host compresses what it serves; Lighthouse expects that of it.
const server = await serve(site, { compressed: true });
const problems = [];

/** What of a category did not pass and is not excused, for the report. */
const failed = ({ categories, audits }, category, excused) =>
  categories[category].auditRefs
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
    .filter(({ id }) => !excused.includes(id))
    .map(({ id }) => `${id} (${audits[id].displayValue ?? audits[id].title})`);

try {
  for (const [kind, path] of Object.entries(PAGES)) {
    const excused = EXCUSED[kind] ?? [];
    const options = { port: chrome.port, logLevel: "silent", onlyCategories: Object.keys(LEAST) };
    let { lhr } = await lighthouse(server.base + path, options);
    // Points for performance depend on what else the machine does; the best of three looks counts.
    for (let more = 2; more > 0 && lhr.categories.performance.score < LEAST.performance; more -= 1) {
      ({ lhr } = await lighthouse(server.base + path, options));
    }
    const points = [];
    for (const [category, least] of Object.entries(LEAST)) {
      const { score } = lhr.categories[category];
      points.push(`${category} ${Math.round(score * 100)}`);
      const reasons = failed(lhr, category, excused);
      const isExcused = excused.length > 0 && !reasons.length;
      if (score < least && !isExcused) problems.push(`${kind}: ${category} has ${score}: ${reasons.join(", ")}`);
    }
    console.log(`  ${kind}: ${points.join(", ")}`);
  }
} finally {
  await chrome.kill();
  server.close();
}
for (const problem of problems) console.log(`  ${problem}`);
console.log(`lighthouse, ${site}: ${Object.keys(PAGES).length} kinds of page, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
