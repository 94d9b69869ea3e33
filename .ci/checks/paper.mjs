// Prints an issue and an article of the sample on A4 with Chromium and reads the PDFs:
//
//     BULLETIN_CI_TOOLS=DIR node paper.mjs SITE
//
// Masthead, contents and colophon stand on paper, an article's external links with their addresses; menu, settings and
// what leads elsewhere on the screen do not. The number of pages is what it was when the prints were looked at.

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

/** The number of pages and the text of a PDF, without white space: line breaks are of no interest. */
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
  return { pages: document.numPages, text: text.normalize("NFKC").replace(/\s/gu, "") };
}

const site = process.argv[2];
const problems = [];
const browser = await launch();
const server = await serve(site);
try {
  for (const { path, pages, has } of PRINTS) {
    const page = await browser.newPage();
    await page.goto(server.base + path, { waitUntil: "load" });
    await showImages(page);
    const printed = await read(await page.pdf({ preferCSSPageSize: true, printBackground: false }));
    if (printed.pages !== pages) problems.push(`${path} has ${printed.pages} pages, not ${pages}`);
    const plain = (text) => text.normalize("NFKC").replace(/\s/gu, "");
    for (const text of has) if (!printed.text.includes(plain(text))) problems.push(`${path} on paper lacks ${text}`);
    for (const text of NOT_ON_PAPER) if (printed.text.includes(plain(text))) problems.push(`${path} on paper shows ${text}`);
    await page.close();
  }
} finally {
  await browser.close();
  server.close();
}
for (const problem of problems) console.log(`  ${problem}`);
console.log(`paper, ${site}: ${PRINTS.length} prints, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
