// Takes pictures of every kind of page of a finished site, for a person to look at:
//
//     BULLETIN_CI_TOOLS=DIR node screenshots.mjs SITE OUT [MODE [KIND...]]
//
// MODE is one of those in pages.mjs (light, dark, contrast, forced, plain), or print. Without KIND: every
// kind.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { choose, launch, serve, showImages } from "./browser_lib.mjs";
import { MODES, pagesOf } from "./pages.mjs";

const WIDTHS = [360, 768, 1440];
const A4 = 794;

const [site, out, mode = "light", ...kinds] = process.argv.slice(2);
await mkdir(out, { recursive: true });
const browser = await launch();
const server = await serve(site);
const pages = pagesOf(site).filter(([kind]) => !kinds.length || kinds.includes(kind));
try {
  for (const width of mode === "print" ? [A4] : WIDTHS) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, ...MODES[mode]?.context });
    for (const [kind, path] of pages) {
      const page = await context.newPage();
      await page.goto(server.base + encodeURI(path), { waitUntil: "load" });
      await showImages(page);
      await choose(page, MODES[mode]);
      if (mode === "print") await page.emulateMedia({ media: "print" });
      await page.screenshot({ path: join(out, `${kind}-${width}.png`), fullPage: true });
      await page.close();
    }
    await context.close();
  }
} finally {
  await browser.close();
  server.close();
}
console.log(`${out}: pictures of ${pages.length} kinds of page, ${mode}`);
