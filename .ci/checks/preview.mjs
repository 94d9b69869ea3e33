// The preview in a real browser: `bulletin serve` on a copy of a site, edited while pages are open.
//
//     BULLETIN_CI_TOOLS=DIR node preview.mjs BULLETIN SITE
//
// A change shows by itself: the page reloads at the reader's position; a new style sheet replaces the old one
// without a reload; an unchanged page stays as it is; errors cover the last good page until they are
// corrected; ten tabs share one connection; all of this still works after a restart. The content security
// policy allows nothing inline.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

import { launch } from "./browser_lib.mjs";

const POLICY = "default-src 'self'";
const PATIENCE = 20_000;
const problems = [];
let checks = 0;

/** Notes a problem unless `fine`. */
function check(fine, what) {
  checks += 1;
  if (!fine) problems.push(what);
}

/** Waits until `ask` gives something true; notes a problem where it never does. */
async function becomes(what, ask) {
  const until = Date.now() + PATIENCE;
  while (Date.now() < until) {
    if (await ask().catch(() => false)) return check(true, what);
    await new Promise((done) => setTimeout(done, 20));
  }
  check(false, what);
}

/** `bulletin serve` on `site`; resolves to {port, stop}. */
async function serve(bulletin, site, port) {
  const child = spawn(bulletin, ["serve", "--lang", "en", "--site", site, "--port", String(port)]);
  child.stderr.resume();
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const found = /^Preview: http:\/\/127\.0\.0\.1:(\d+)\//.exec(line);
    if (!found) continue;
    child.stdout.resume();
    const stop = async () => {
      child.kill("SIGINT");
      await once(child, "exit");
    };
    return { port: Number(found[1]), stop };
  }
  throw new Error("bulletin serve ended before it began");
}

/** Connections for word of changes that this page holds itself. */
const connections = (page) =>
  page.evaluate(() => performance.getEntriesByType("resource").filter((one) => one.initiatorType === "eventsource" || one.name.endsWith("/events")).length);

/** A page that notes when it is loaded again, and what its console says. */
async function open(context, url) {
  const page = await context.newPage();
  page.on("console", (message) => {
    const text = message.text();
    // While the server is away the browser says so; that is what is tried.
    const isAway = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_CONNECTION_CLOSED|ERR_SOCKET_NOT_CONNECTED|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE|status of (404|500)/.test(text);
    if (message.type() === "error" && !isAway) problems.push(`${url}: the console says: ${text}`);
  });
  page.on("pageerror", (error) => problems.push(`${url}: a script failed: ${error.message}`));
  await page.route("**/*", async (route) => {
    if (route.request().resourceType() !== "document") return route.continue();
    const response = await route.fetch();
    return route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": POLICY } });
  });
  await page.goto(url);
  await page.evaluate(() => (globalThis.sameLoad = true));
  return page;
}

const isSameLoad = (page) => page.evaluate(() => globalThis.sameLoad === true);
const overlay = (page) =>
  page.evaluate(() => document.querySelector("bulletin-problems")?.shadowRoot.querySelector(".overlay")?.innerText ?? "");

const [bulletin, source] = process.argv.slice(2).map((path) => resolve(path));
const site = await mkdtemp(join(tmpdir(), "bulletin-preview-"));
for (const name of ["site.toml", "content", "themes"]) {
  await cp(join(source, name), join(site, name), { recursive: true });
}
const path = join(site, "content/articles/preview.md");
const article = (title, body) => `---\ntitle: ${title}\ndate: 2024-05-06\nsummary: 试。\n---\n${body}\n`;
const long = Array.from({ length: 200 }, (_, line) => `第${line}段。`).join("\n\n");
await writeFile(path, article("预览", long));
await writeFile(join(site, "content/pages/unseen.md"), "---\ntitle: 另一页\n---\n从没看过。\n");

let server = await serve(bulletin, site, 0);
const base = `http://127.0.0.1:${server.port}`;
const browser = await launch();
try {
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
  const page = await open(context, `${base}/articles/2024/preview/`);
  const about = await open(context, `${base}/about/`);
  await becomes("the script runs", () => page.evaluate(() => performance.getEntriesByType("resource").some((one) => one.name.includes("state?"))));

  // Reload, at the place where the reader was.
  await page.evaluate(() => scrollTo(0, 3000));
  await writeFile(path, article("预览", long.replace("第150段。", "第150段改了。")));
  await becomes("a change shows", () => page.evaluate(() => document.body.innerText.includes("第150段改了")));
  check(!(await isSameLoad(page)), "the page was loaded again");
  await becomes("the place is kept", () => page.evaluate(() => Math.abs(scrollY - 3000) < 5));
  check(await isSameLoad(about), "a page that did not change is left alone");

  // Several saves in a row end with the last.
  for (let round = 0; round < 20; round += 1) await writeFile(path, article("预览", `${long}\n\n第${round}稿`));
  await becomes("the last of many saves shows", () => page.evaluate(() => document.body.innerText.includes("第19稿")));

  // Another style sheet, without a reload.
  await page.evaluate(() => (globalThis.sameLoad = true));
  await appendFile(join(site, "themes/jianbao/static/style.css"), "\nh1 { color: rgb(1, 2, 3) !important }\n");
  for (const tab of [page, about]) {
    await becomes("the style changes", () => tab.evaluate(() => getComputedStyle(document.querySelector("main h1, h1")).color === "rgb(1, 2, 3)"));
    check(await isSameLoad(tab), "no page is loaded again for a style sheet");
  }
  await becomes("the old style sheet goes", () => page.evaluate(() => document.querySelectorAll('link[rel~="stylesheet"]').length === 1));

  // A mistake, laid over the page; mended, it is gone.
  const good = await readFile(path, "utf8");
  await writeFile(path, good.replace("title:", "titel:"));
  for (const tab of [page, about]) {
    await becomes("the mistake shows", async () => (await overlay(tab)).includes("content/articles/preview.md:2:1"));
    check(await isSameLoad(tab), "the last good page stays under a mistake");
  }
  const text = await overlay(page);
  check(text.includes("titel: 预览") && text.includes("^^^^^") && text.includes("title"), `line, caret and remedy: ${text}`);
  const box = await page.evaluate(() => {
    const { position, color } = getComputedStyle(document.querySelector("bulletin-problems").shadowRoot.querySelector(".overlay"));
    return `${position} ${color}`;
  });
  check(box.startsWith("fixed"), `the mistake has its style under the policy: ${box}`);
  if (process.env.BULLETIN_PICTURES) await page.screenshot({ path: join(process.env.BULLETIN_PICTURES, "overlay.png") });
  await page.keyboard.press("Escape");
  await becomes("Escape puts it away", async () => (await overlay(page)) === "");
  await writeFile(path, good);
  for (const tab of [page, about]) await becomes("mended, it is gone", async () => (await overlay(tab)) === "");

  // A template that fails: the last good page stays under the mistake; a page that was never sent is an error
  // page. Mended, both come back.
  const template = join(site, "themes/jianbao/templates/page.html");
  const aboutText = () => about.evaluate(() => document.querySelector("main")?.innerText ?? "");
  const aboutWas = await aboutText();
  await writeFile(template, "{{ doc.nothing.at_all }}");
  await becomes("a template that fails shows", async () => (await overlay(about)).includes("page.html:1:"));
  check(await isSameLoad(about), "the last good page stays under a template that fails");
  check(aboutWas.length > 20 && (await aboutText()) === aboutWas, "the last good page is whole under a template that fails");
  const bodyText = (tab) => tab.evaluate(() => document.body.innerText);
  const firstSeen = await open(context, `${base}/unseen/`);
  check((await bodyText(firstSeen)).includes("page.html:1:"), "a page that was never sent shows the mistake");
  await about.reload();
  await becomes("loaded again, the last good page is under the mistake", async () => (await overlay(about)).includes("page.html:1:") && (await aboutText()) === aboutWas);
  // Another page, whose own template is in order.
  await becomes("a template that fails shows on every page", async () => (await overlay(page)).includes("page.html:1:"));
  check(await isSameLoad(page), "a page stays as it is under another page's mistake");
  if (process.env.BULLETIN_PICTURES) {
    await about.screenshot({ path: join(process.env.BULLETIN_PICTURES, "template.png") });
    await firstSeen.screenshot({ path: join(process.env.BULLETIN_PICTURES, "error.png") });
  }
  await cp(join(source, "themes/jianbao/templates/page.html"), template);
  for (const tab of [page, about]) await becomes("the template mended, the mistake is gone", async () => (await overlay(tab)) === "");
  await becomes("the page comes back", async () => (await aboutText()) === aboutWas);
  await becomes("the page that was never sent comes", async () => (await bodyText(firstSeen)).includes("从没看过") && !(await bodyText(firstSeen)).includes("page.html:1:"));
  await firstSeen.close();

  // Ten tabs, though a browser allows six connections to a host.
  const tabs = [];
  for (let tab = 0; tab < 10; tab += 1) tabs.push(await open(context, `${base}/articles/2024/preview/`));
  await writeFile(path, article("十页", long));
  for (const tab of tabs) await becomes("ten tabs follow", async () => (await tab.title()).includes("十页"));
  for (const tab of tabs) check((await connections(tab)) === 0, "a tab holds no connection of its own: the shared worker does");
  for (const tab of tabs) await tab.close();

  // A restart on the same port.
  await page.evaluate(() => (globalThis.sameLoad = true));
  const { port } = server;
  await server.stop();
  await new Promise((done) => setTimeout(done, 1500));
  server = await serve(bulletin, site, port);
  check(server.port === port, "the same port after a restart");
  await new Promise((done) => setTimeout(done, 1500));
  check(await isSameLoad(page), "a restart alone loads nothing again");
  await writeFile(path, article("重来", long));
  await becomes("after a restart a change shows", async () => (await page.title()).includes("重来"));

  // A start with a mistake: a page with the mistake, which becomes the site when it is mended.
  await server.stop();
  await writeFile(path, article("错了", long).replace("title:", "titel:"));
  server = await serve(bulletin, site, port);
  const early = await context.newPage();
  const answer = await early.goto(`${base}/articles/2024/preview/`);
  check(answer.status() === 500, `a start with a mistake has an error's status, not ${answer.status()}`);
  check((await early.innerText("body")).includes("content/articles/preview.md:2:1"), "a start with a mistake shows it");
  await writeFile(path, article("改好了", long));
  await becomes("mended, the page becomes the site", async () => (await early.title()).includes("改好了"));
  await early.close();

  // A browser without shared workers.
  const alone = await browser.newContext();
  await alone.addInitScript(() => delete globalThis.SharedWorker);
  const single = await open(alone, `${base}/articles/2024/preview/`);
  await writeFile(path, article("单独", long));
  await becomes("without shared workers a change shows", async () => (await single.title()).includes("单独"));
} finally {
  await browser.close();
  await server.stop();
  await rm(site, { recursive: true });
}
for (const problem of problems.slice(0, 50)) console.log(`  ${problem}`);
console.log(`preview: ${checks} checks, ${problems.length} problems`);
process.exit(problems.length || !checks ? 1 : 0);
