// Opens every kind of page of a finished site in Chromium, on a phone and on a desk, by day and by night,
// and without script:
//
//     BULLETIN_CI_TOOLS=DIR node browser.mjs SITE PORTABLE_SITE
//
// No page may report an error, ask another host for anything, scroll sideways on the phone, lose its text
// where there is no script, or fail the rules of axe-core for readers with disabilities. The portable site
// is read from the disk.

import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { launch, scriptOf, serve, showImages } from "./browser_lib.mjs";
import { pagesOf, WIDTHS } from "./pages.mjs";

// Rules of WCAG 2 up to AA, and what axe's authors hold to be good practice.
const AXE = { resultTypes: ["violations"] };

const problems = [];
let looks = 0;

/** Opens one page of a site and says what went wrong with `note`. */
async function open(context, base, path, note) {
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) note(`the console says: ${message.text()}`);
  });
  page.on("pageerror", (error) => note(`a script failed: ${error.message}`));
  await page.route(
    (url) => !url.href.startsWith(base) && url.protocol !== "data:",
    (route) => {
      note(`asks for ${route.request().url()}`);
      return route.abort();
    },
  );
  page.on("response", (response) => {
    if (response.status() >= 400) note(`${response.url()} answers ${response.status()}`);
  });
  await page.goto(base + encodeURI(path), { waitUntil: "load" });
  looks += 1;
  return page;
}

/** What can be measured in the page itself. */
async function measure(page, note) {
  await showImages(page);
  const seen = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    width: innerWidth,
    text: document.querySelector("main")?.innerText.trim().length ?? 0,
    broken: [...document.images].filter((image) => !image.naturalWidth).map((image) => image.src),
    wide: [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .filter((element) => !element.closest(".table-scroll, pre, .skip"))
      .map((element) => element.tagName + "." + element.className),
  }));
  if (seen.scroll > seen.width) note(`scrolls sideways: ${seen.scroll} > ${seen.width} (${seen.wide.slice(0, 3)})`);
  if (seen.text < 10) note("shows no text");
  for (const image of seen.broken) note(`shows no image: ${image}`);
}

/** The rules of axe-core, on the colours of day or night. */
async function accessible(page, axe, note) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options), AXE);
  for (const { id, help, nodes } of violations) {
    note(`axe ${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 100)).slice(0, 2).join(" | ")}`);
  }
}

/** One look at every page of the sample in one way. */
async function look(browser, base, pages, name, options, examine) {
  const context = await browser.newContext(options);
  for (const [kind, path] of pages) {
    const note = (problem) => problems.push(`${name}, ${kind} (${path}): ${problem}`);
    const page = await open(context, base, path, note);
    await measure(page, note);
    await examine?.(page, note);
    await page.close();
  }
  await context.close();
}

const [site, portable] = process.argv.slice(2);
const pages = pagesOf(site);
const browser = await launch();
const server = await serve(site);
try {
  const axe = await scriptOf("axe-core");
  for (const width of WIDTHS) {
    const viewport = { width, height: 800 };
    for (const colorScheme of ["light", "dark"]) {
      const name = `${width} px, ${colorScheme}`;
      const examine = (page, note) => accessible(page, axe, note);
      await look(browser, server.base, pages, name, { viewport, colorScheme }, examine);
    }
  }
  const phone = { viewport: { width: WIDTHS[0], height: 800 } };
  await look(browser, server.base, pages, "no script", { ...phone, javaScriptEnabled: false });
  const disk = `${pathToFileURL(resolve(portable)).href}/`;
  const files = pages.map(([kind, path]) => [kind, path.endsWith("/") || !path ? join(path, "index.html") : path]);
  await look(browser, disk, files, "from the disk", phone);
} finally {
  await browser.close();
  server.close();
}
for (const problem of problems.slice(0, 50)) console.log(`  ${problem}`);
console.log(`browser, ${site}: ${looks} looks at ${pages.length} kinds of page, ${problems.length} problems`);
process.exit(problems.length || !looks ? 1 : 0);
