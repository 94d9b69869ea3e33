// Takes pictures of every kind of page of a finished site, to be looked at by a person:
//
//     BULLETIN_CI_TOOLS=DIR node screenshots.mjs SITE OUT [dark]

import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { launch, serve, showImages } from "./browser_lib.mjs";
import { pagesOf, WIDTHS } from "./pages.mjs";

const [site, out, colorScheme = "light"] = process.argv.slice(2);
await mkdir(out, { recursive: true });
const browser = await launch();
const server = await serve(site);
try {
  for (const width of WIDTHS) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
    for (const [kind, path] of pagesOf(site)) {
      const page = await context.newPage();
      await page.goto(server.base + encodeURI(path), { waitUntil: "load" });
      await showImages(page);
      await page.screenshot({ path: join(out, `${kind}-${width}.png`), fullPage: true });
      await page.close();
    }
    await context.close();
  }
} finally {
  await browser.close();
  server.close();
}
console.log(`${out}: pictures of ${pagesOf(site).length} kinds of page at ${WIDTHS.join(" and ")} px`);
