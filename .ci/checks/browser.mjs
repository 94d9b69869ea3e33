// Opens every kind of page of a finished site in Chromium: at the size of a phone and of a desktop, in every
// mode of reading, and without scripts:
//
//     BULLETIN_CI_TOOLS=DIR node browser.mjs SITE PORTABLE_SITE
//
// No page may print to the console, send requests to another host, scroll sideways, lose text or settings
// without scripts, fail the rules of axe-core, or show text with too little contrast. In reading mode, text
// and targets are large. Type is set by the rules for Chinese. In forced colours no meaning depends on a
// background alone. The content security policy of the pages is in force throughout. The portable site is
// read from the disk.

import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { choose, launch, scriptOf, serve, showImages } from "./browser_lib.mjs";
import { MODES, NARROWEST, pagesOf, WIDTHS } from "./pages.mjs";
import { form, layout, lost, targets, texts } from "./reading_rules.mjs";

// The rules of WCAG 2 up to AA, and the best practices of axe. The rule of WCAG 2.2 has to be enabled.
const AXE = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };

/** Pages that are open at the same time. */
const AT_ONCE = 3;

const problems = [];
let looks = 0;

/** Opens one page of a site and says what went wrong with `note`. */
async function open(context, base, path, note) {
  const page = await context.newPage();
  page.on("console", (message) => note(`the console says: ${message.text()}`));
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

/** What can be measured in the page itself; gives its text. */
async function measure(page, note) {
  await showImages(page);
  const seen = await page.evaluate(layout);
  if (seen.scroll > seen.width) note(`scrolls sideways: ${seen.scroll} > ${seen.width} (${seen.wide.slice(0, 3)})`);
  if (seen.text.length < 10) note("shows no text");
  for (const image of seen.broken) note(`shows no image: ${image}`);
  return seen.text;
}

/** The rules of axe-core, on the colours of the mode. */
async function accessible(page, axe, note) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options), AXE);
  for (const { id, help, nodes } of violations) {
    note(`axe ${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 100)).slice(0, 2).join(" | ")}`);
  }
}

/** The contrast of every text; in reading mode, the size of texts and targets too. */
async function readable(page, mode, note) {
  const { contrast = 7, size = 11, target = 24 } = mode;
  for (const text of (await page.evaluate(texts, { contrast, size })).slice(0, 5)) note(text);
  for (const text of (await page.evaluate(targets, target)).slice(0, 5)) note(text);
}

/** One look at every page of the sample in one way, a few pages at a time. */
async function look(browser, base, pages, name, options, examine) {
  const context = await browser.newContext(options);
  const rest = [...pages];
  const work = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) {
      const [kind, path] = next;
      const note = (problem) => problems.push(`${name}, ${kind} (${path}): ${problem}`);
      const page = await open(context, base, path, note);
      await examine?.(page, note, kind);
      await measure(page, note);
      await page.close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await context.close();
}

/** What the settings of the header do on a page, with or without script. */
async function settings(browser, base, javaScriptEnabled) {
  const note = (problem) => problems.push(`settings, ${javaScriptEnabled ? "with" : "without"} script: ${problem}`);
  const context = await browser.newContext({ viewport: { width: WIDTHS[0], height: 800 }, javaScriptEnabled });
  const page = await open(context, base, "", note);
  const size = () => page.locator("main p").first().evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
  const sizes = [await size()];
  for (const control of ["#size-2", "#size-3"]) {
    await page.locator(control).check({ force: true });
    sizes.push(await size());
  }
  if (!(sizes[0] < sizes[1] && sizes[1] < sizes[2])) note(`the sizes are ${sizes}`);
  await page.locator("#plain").check({ force: true });
  if ((await size()) < Math.max(18, sizes[2])) note(`reading mode is ${await size()} px high`);
  if (javaScriptEnabled) {
    await page.goto(`${base}about/`, { waitUntil: "load" });
    const kept = (id) => page.locator(id).isChecked();
    if (!(await kept("#plain")) || !(await kept("#size-3"))) note("the next page does not remember them");
  }
  await context.close();
}

/** The policy of the page stops a script in the page; the skip link comes first and leads to the text. */
async function guarded(browser, base) {
  const note = (problem) => problems.push(`home: ${problem}`);
  const page = await browser.newPage();
  await page.goto(base, { waitUntil: "load" });
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => document.activeElement.className);
  if (first !== "skip") note(`the first stop of the keyboard is ${first}`);
  await page.keyboard.press("Enter");
  if ((await page.evaluate(() => document.activeElement.id)) !== "main") note("the skip link does not lead to the text");
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.intruder = true";
    document.body.append(script);
    return globalThis.intruder === true;
  });
  if (ran) note("its policy lets a script in the page run");
  await page.close();
}

const [site, portable] = process.argv.slice(2);
const pages = pagesOf(site);
const browser = await launch();
const server = await serve(site);
try {
  const axe = await scriptOf("axe-core");
  const withScript = new Map();
  for (const width of WIDTHS) {
    for (const [name, mode] of Object.entries(MODES)) {
      const options = { viewport: { width, height: 800 }, ...mode.context };
      await look(browser, server.base, pages, `${width} px, ${name}`, options, async (page, note, kind) => {
        await choose(page, mode);
        await accessible(page, axe, note);
        await readable(page, mode, note);
        if (mode.context.forcedColors) for (const text of (await page.evaluate(lost)).slice(0, 5)) note(text);
        if (name === "light") for (const text of await page.evaluate(form)) note(text);
        if (name === "light" && width === WIDTHS[0]) withScript.set(kind, (await page.evaluate(layout)).text);
      });
    }
  }
  const narrow = { viewport: { width: NARROWEST, height: 640 } };
  await look(browser, server.base, pages, `${NARROWEST} px`, narrow);
  await look(browser, server.base, pages, `${NARROWEST} px, plain`, narrow, (page) => choose(page, MODES.plain));
  const phone = { viewport: { width: WIDTHS[0], height: 800 } };
  await look(browser, server.base, pages, "no script", { ...phone, javaScriptEnabled: false }, async (page, note, kind) => {
    const { text } = await page.evaluate(layout);
    if (text !== withScript.get(kind)) note("shows another text than with script");
  });
  await settings(browser, server.base, true);
  await settings(browser, server.base, false);
  await guarded(browser, server.base);
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
