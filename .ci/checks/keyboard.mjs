// Goes through every kind of page with the Tab key alone:
//
//     BULLETIN_CI_TOOLS=DIR node keyboard.mjs SITE
//
// Everything that can be clicked gets the focus, in the order of the text, and shows it; no element traps the
// focus. The same holds in forced colours. Keys work the size switch and the reading mode.

import { launch, serve } from "./browser_lib.mjs";
import { PAGES } from "./pages.mjs";

const site = process.argv[2];
const server = await serve(site);
const browser = await launch();
const problems = [];
let stops = 0;
let page;

/** Marks what a reader can reach, in the order of the text. Of radio buttons with one name only the chosen one is a stop. */
const mark = () =>
  page.evaluate(() => {
    const reachable = "a[href], button, input, select, textarea, summary, [tabindex]";
    const isStop = (element) =>
      element.tabIndex >= 0 &&
      !element.disabled &&
      element.checkVisibility({ visibilityProperty: true }) &&
      (element.type !== "radio" || element.checked);
    const found = [...document.querySelectorAll(reachable)].filter(isStop);
    for (const [number, element] of found.entries()) element.dataset.stop = number;
    return found.map((element) => element.outerHTML.slice(0, 80));
  });

/** Where the reader is, and whether it is seen: by an outline of the element or of its label. */
const here = () =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === document.body) return { number: -1, seen: true };
    const shown = [element, ...(element.labels ?? []), element.closest("label")].filter(Boolean);
    const outlined = (one) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      // No shadow is painted in forced colours.
      const shadow = boxShadow !== "none" && !matchMedia("(forced-colors: active)").matches;
      return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || shadow;
    };
    return { number: Number(element.dataset.stop ?? NaN), seen: shown.some(outlined), html: element.outerHTML.slice(0, 80) };
  });

for (const forcedColors of ["none", "active"]) {
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, forcedColors })).newPage();
  for (const [kind, path] of Object.entries(PAGES)) {
    await page.goto(server.base + path);
    const expected = await mark();
    for (let number = 0; number < expected.length; number++) {
      await page.keyboard.press("Tab");
      const { number: found, seen, html } = await here();
      stops += 1;
      if (found !== number) {
        problems.push(`${kind}: stop ${number} is ${html}, not ${expected[number]}`);
        break;
      }
      if (!seen) problems.push(`${kind}, forced colours ${forcedColors}: ${html} is not seen to have the focus`);
    }
  }
}

await page.goto(server.base);
const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector("main")).fontSize));
const before = await size();
await page.locator("input[type=radio]").first().focus();
await page.keyboard.press("ArrowRight");
if (!((await size()) > before)) problems.push("an arrow key does not enlarge the text");
await page.locator("#plain").focus();
await page.keyboard.press("Space");
if (!(await page.locator("#plain").isChecked())) problems.push("the space bar does not turn on the reading mode");

await browser.close();
server.close();
for (const problem of problems) console.log(`  ${problem}`);
console.log(`keyboard, ${site}: ${Object.keys(PAGES).length} kinds of page, ${stops} stops, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
