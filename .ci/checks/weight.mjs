// Measures the compressed size of an article with its style sheet, for which a reader on a slow line waits.
//
//     node weight.mjs SITE
//
// The compression is gzip at its usual level, which every host has. Pictures are not counted. The style sheet
// loads nothing and animates nothing.

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

import { PAGES } from "./pages.mjs";

const LIMIT = 18_000;
const SCRIPT_LIMIT = 5_000;

const site = process.argv[2];
const weigh = (path) => gzipSync(readFileSync(join(site, path))).length;
const assets = readdirSync(join(site, "assets"));
const sheets = assets.filter((name) => name.startsWith("style-"));
const scripts = assets.filter((name) => name.endsWith(".js"));
const problems = [];
if (sheets.length !== 1) problems.push(`there are ${sheets.length} style sheets`);
const sheet = weigh(`assets/${sheets[0]}`);
const script = scripts.reduce((sum, name) => sum + readFileSync(join(site, "assets", name)).length, 0);
if (script > SCRIPT_LIMIT) problems.push(`the scripts have ${script} bytes`);
const style = readFileSync(join(site, "assets", sheets[0]), "utf8");
const unwanted = style.match(/@import|@font-face|@keyframes|url\(|\b(?:animation|transition)\b[\w-]*:/g) ?? [];
if (unwanted.length) problems.push(`the style sheet has ${unwanted}`);
const fonts = assets.filter((name) => /\.(woff2?|ttf|otf)$/.test(name));
if (fonts.length) problems.push(`there are fonts: ${fonts}`);

const articles = readdirSync(join(site, "articles"), { recursive: true })
  .filter((name) => name.endsWith("index.html"))
  .map((name) => join("articles", name))
  .filter((path) => /<body class="kind-article[ "]/.test(readFileSync(join(site, path), "utf8")));
/** An article with every style sheet that it asks for. */
const withSheets = (path) => {
  const links = readFileSync(join(site, path), "utf8").matchAll(/<link rel="stylesheet" href="([^"]+)"/g);
  return [...links].reduce((sum, [, href]) => sum + weigh(join(dirname(path), href)), weigh(path));
};
const heaviest = articles.map((path) => [withSheets(path), path]).sort(([a], [b]) => b - a)[0];
if (!heaviest) problems.push("there is no article");
else if (heaviest[0] > LIMIT) problems.push(`${heaviest[1]} with its style sheet has ${heaviest[0]} bytes`);
for (const problem of problems) console.log(`  ${problem}`);
console.log(
  `weight, ${site}: the heaviest of ${articles.length} articles ${heaviest?.[0]} bytes with its style sheet, which has ${sheet}, script ${script}; home ${weigh(join(PAGES.home, "index.html"))}`,
);
process.exit(problems.length ? 1 : 0);
