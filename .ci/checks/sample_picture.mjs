// Makes the picture of the sample in the README: the home page on a desktop, and an article on a phone.
//
//     BULLETIN_CI_TOOLS=DIR node sample_picture.mjs SITE docs/images/sample.png

import { launch, serve, showImages } from "./browser_lib.mjs";
import { PAGES } from "./pages.mjs";

const HEIGHT = 900;
const SHOTS = [
  { path: PAGES.home, width: 1200 },
  { path: PAGES.article, width: 390 },
];

const [site, out] = process.argv.slice(2);
const browser = await launch();
const server = await serve(site);
try {
  const pictures = [];
  for (const { path, width } of SHOTS) {
    const page = await browser.newPage({ viewport: { width, height: HEIGHT }, colorScheme: "light" });
    await page.goto(server.base + path, { waitUntil: "load" });
    await showImages(page);
    const shot = await page.screenshot();
    pictures.push(`<img width="${width}" src="data:image/png;base64,${shot.toString("base64")}" alt="">`);
  }
  const page = await browser.newPage({ viewport: { width: 1200 + 390 + 3 * 24, height: HEIGHT + 2 * 24 } });
  await page.setContent(`<style>
    body { margin: 0; padding: 24px; display: flex; gap: 24px; background: #e4dfd3; }
    img { border: 1px solid #bdb5a4; box-sizing: border-box; }
  </style>${pictures.join("")}`);
  await showImages(page);
  await page.screenshot({ path: out });
} finally {
  await browser.close();
  server.close();
}
