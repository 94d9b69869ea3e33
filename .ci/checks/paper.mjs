// Prints every issue and article of the sample on A4 with Chromium and reads the PDFs:
//
//     BULLETIN_CI_TOOLS=DIR node paper.mjs SITE
//
// Printed: masthead, contents and colophon, the heading, the address, and the external links of an article
// with their addresses. Not printed: menu, settings and navigation. An issue and an article have as many
// pages as when a person last looked at the prints.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { launch, moduleOf, serve, showImages } from "./browser_lib.mjs";
import { PAGES } from "./pages.mjs";

const NOT_ON_PAPER = ["跳到正文", "字号", "适老阅读", "上一期", "本期上一篇", "相关文章", "订阅软件", "归档"];

const PRINTS = [
  {
    path: PAGES.issue,
    pages: 2,
    has: ["大家的事大家办", "2024年第3期", "总第7期", "2024年10月18日", "编者按", "本期目录", "抢收之后", "签发", "共印300份", "https://bulletin.example/issues/2024-03/"],
  },
  {
    path: PAGES["article-table"],
    pages: 3,
    has: ["乡村振兴简报", "一本台账管到底", "2024年1月10日", "目录", "文中数据", "71.03%", "https://bulletin.example/articles/2024/rectification-ledger/"],
  },
];

/** Fonts give some characters the code of a radical that looks the same; not all of those are compatible forms in Unicode. */
const PAIRS = "⻔门 ⻅见 ⻓长 ⻢马 ⻚页 ⻛风 ⻣骨 ⻉贝 ⻋车 ⻘青 ⻬齐 ⻰龙 ⻩黄 ⺠民 ⻄西 ⻨麦 ⻥鱼 ⻦鸟";
const RADICALS = new Map(PAIRS.split(" ").map((pair) => [...pair]));

/** A text as it is compared: line breaks are of no interest. */
const plain = (text) => text.normalize("NFKC").replace(/\s/gu, "").replace(/[\u2e80-\u2eff]/g, (one) => RADICALS.get(one) ?? one);

/** The number of pages, the size of the first, and the text of a PDF. */
async function read(bytes) {
  // pdf.js wants what it would draw with; it draws nothing here.
  for (const name of ["DOMMatrix", "ImageData", "Path2D"]) globalThis[name] ??= class {};
  const { getDocument } = await moduleOf("pdfjs-dist/legacy/build/pdf.mjs");
  const document = await getDocument({ data: new Uint8Array(bytes), verbosity: 0, useSystemFonts: true }).promise;
  let text = "";
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent();
    text += items.map((item) => item.str).join("");
  }
  const [, , width, height] = (await document.getPage(1)).view;
  return { pages: document.numPages, size: [width, height], text: plain(text) };
}

/** The issues and articles of a site, as paths of links. */
const prints = (site) =>
  ["issues", "articles"]
    .flatMap((folder) => readdirSync(join(site, folder), { recursive: true }).map((name) => join(folder, name)))
    .filter((name) => name.endsWith("index.html"))
    .filter((name) => /<body class="kind-(article|issue)[ "]/.test(readFileSync(join(site, name), "utf8")))
    .map((name) => name.slice(0, -"index.html".length));

/** What every page says on paper: heading, own address, and the addresses of links that leave the site. */
const expected = () => {
  const links = [...document.querySelectorAll(".prose a[href^=http], .byline a[href^=http]")];
  const heading = [...document.querySelectorAll("main h1 :not(:has(*)), main h1:not(:has(*))")];
  return [...heading.map((one) => one.textContent), document.querySelector("link[rel=canonical]").href, ...links.map((one) => one.getAttribute("href"))];
};

const A4 = [595, 842];

const site = process.argv[2];
const problems = [];
const browser = await launch();
const server = await serve(site);
const paths = prints(site);
for (const { path } of PRINTS) if (!paths.includes(path)) problems.push(`there is no ${path}`);
try {
  const page = await browser.newPage();
  for (const path of paths) {
    const { pages, has = [] } = PRINTS.find((print) => print.path === path) ?? {};
    await page.goto(server.base + encodeURI(path), { waitUntil: "load" });
    await showImages(page);
    const all = [...has, ...(await page.evaluate(expected))];
    const printed = await read(await page.pdf({ preferCSSPageSize: true, printBackground: false }));
    if (pages && printed.pages !== pages) problems.push(`${path} has ${printed.pages} pages, not ${pages}`);
    if (printed.size.some((side, at) => Math.abs(side - A4[at]) > 2)) problems.push(`${path} is printed on ${printed.size} points`);
    for (const text of all) if (!printed.text.includes(plain(text))) problems.push(`${path} on paper lacks ${text}`);
    for (const text of NOT_ON_PAPER) if (printed.text.includes(plain(text))) problems.push(`${path} on paper shows ${text}`);
  }
} finally {
  await browser.close();
  server.close();
}
for (const problem of problems) console.log(`  ${problem}`);
console.log(`paper, ${site}: ${paths.length} prints, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
