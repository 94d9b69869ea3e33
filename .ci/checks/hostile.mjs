// Hostile content, opened in Chromium without a content security policy:
//
//     BULLETIN_CI_TOOLS=DIR node hostile.mjs BULLETIN [K/N]
//     BULLETIN_CI_TOOLS=DIR node hostile.mjs BULLETIN --texts FILE...
//
// With K/N, only the Kth of N shares of the payloads is tried.
// With --texts, each line of a list of payloads stands in an article of its own, in front matter and body.
//
// Every payload of hostile_payloads.mjs stands in every field of articles, pages, issues, terms, site.toml and
// options, and in bodies in every way that text, links and images are written, under raw_html "escape" and
// "sanitize". What the program refuses is left out, and the rest is published. On every page all events are
// fired, everything is focused and clicked. No payload may run, and no element may have a handler, a script or
// an address that could. The message about what is refused is shown by the preview, where nothing may run
// either. Where HTML and files are trusted, every payload that Chromium runs must run: otherwise the check sees
// nothing.

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";

import { launch, serve } from "./browser_lib.mjs";
import * as payloads from "./hostile_payloads.mjs";

/** Pages that are open at the same time, and payloads in one site. */
const AT_ONCE = 4;
const AT_A_TIME = 24;

const PICTURE = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

const bulletin = resolve(process.argv[2]);
const lists = process.argv[3] === "--texts" ? process.argv.slice(4) : [];
const [share, shares] = (lists.length ? "1/1" : (process.argv[3] ?? "1/1")).split("/").map(Number);
const shareOf = (list) => list.filter((_, n) => n % shares === share - 1);
const HTML = shareOf(payloads.HTML);
const ADDRESSES = shareOf(payloads.ADDRESSES);
const ANCHORS = shareOf(payloads.ANCHORS);
const DRAWINGS = shareOf(payloads.DRAWINGS);
const { FILES, RUN_IN_CHROMIUM, FILES_RUN_IN_CHROMIUM } = payloads;
const work = mkdtempSync(join(tmpdir(), "bulletin-hostile-"));
const problems = [];

/** A text in YAML, TOML and JSON. TOML knows no \u007f as it is. */
const quoted = (text) =>
  JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

const front = (fields, body = "") => `---\n${Object.entries(fields).map(([key, value]) => `${key}: ${value}\n`).join("")}---\n${body}\n`;
const article = (fields, body) => front({ title: "甲", date: "2024-01-02", summary: "试", ...fields }, body);
const siteToml = ({ text = "简报", style = "", markdown = "escape", trusted = [], internal = "error" }) => `title = ${quoted(text)}
subtitle = ${quoted(text)}
description = ${quoted(text)}
base_url = "https://bulletin.example/"
[publisher]
name = ${quoted(text)}
contact = ${quoted(`${text}@`)}
icp = ${quoted(text)}
police = ${quoted(text)}
site_id = ${quoted(text)}
[options]
content_security_policy = ""
style = ${quoted(style)}
[taxonomies.tags]
title = ${quoted(text)}
feed = false
[taxonomies.columns]
feed = false
[taxonomies.initiatives]
feed = false
[markdown]
raw_html = "${markdown}"
[links]
internal = "${internal}"
[files]
trusted = ${JSON.stringify(trusted)}
`;

/** A text in every field of an article that is a text. */
const texts = (text) => ({
  title: text,
  summary: text,
  author: `[${text}]`,
  source: `{name: ${text}, url: "https://a.example/"}`,
  column: text,
  tags: `[${text}]`,
  image: `{src: ${quoted(PICTURE)}, alt: ${text}, caption: ${text}}`,
  figures: `[{name: ${text}, value: ${text}, unit: ${text}, as_of: ${text}}]`,
  extra: `{x: ${text}}`,
  unknown: text,
});

const block = (text) => `甲\n\n${text}\n\n乙`;

/** Within an element, all of a text is HTML, also what Markdown takes for text where it stands alone. */
const wrapped = (text) => `甲\n\n<div>\n${text}\n</div>\n\n乙`;

/** A text in every place of a body that is written on one line. */
const inline = (text) => `前 ${text} 后

- ${text}

> ${text}

> [!NOTE]
> ${text}

## ${text}

### 二 {#${text}}

### 三 {.${text}}

| ${text} |
|---|
| ${text} |

\`${text}\`

[${text}](https://a.example/)

[甲](https://a.example/ "${text.replaceAll('"', '\\"')}")

[乙][r]

![${text}](${PICTURE} "${text.replaceAll('"', '\\"')}")

文 ![${text}](${PICTURE}) 文[^${text}]，文[^1]

[r]: https://a.example/ '${text.replaceAll("'", "\\'")}'

[^${text}]: ${text}
[^1]: ${text}

\`\`\`${text}
${text}
\`\`\`
`;

/** Ways to write an address, each in an article of its own, since most are refused. */
const LINKS = {
  link: (to) => article({}, `[甲](<${to}>)`),
  bare: (to) => article({}, `[甲](${to})`),
  auto: (to) => article({}, `<${to}>`),
  reference: (to) => article({}, `[甲][r]\n\n[r]: <${to}>`),
  image: (to) => article({}, `![甲](<${to}>)`),
  linked: (to) => article({}, `[![甲](${PICTURE})](<${to}>)`),
  text: (to) => article({}, `${to}\n\n见${to}。`),
  source: (to) => article({ source: `{name: 甲, url: ${quoted(to)}}` }, ""),
  cover: (to) => article({ image: `{src: ${quoted(to)}, alt: 甲}` }, ""),
  alias: (to) => article({ aliases: `[${quoted(to)}]` }, ""),
  slug: (to) => article({ slug: quoted(to) }, ""),
};

/** The files of a site with these payloads in every field. */
function hostileFiles(payloads) {
  const files = {};
  payloads.forEach((payload, n) => {
    const text = quoted(payload);
    const line = payload.replaceAll(/[\r\n]+/g, " ");
    files[`content/articles/block-${n}.md`] = article(texts(text), block(payload));
    files[`content/articles/wrapped-${n}.md`] = article({ issue: `issue-${n}` }, wrapped(payload));
    files[`content/articles/lang-${n}.md`] = article({ lang: text }, "甲");
    files[`content/articles/inline-${n}.md`] = article({}, inline(line));
    files[`content/pages/page-${n}.md`] = front({ title: text, summary: text, extra: `{x: ${text}}` }, `${payload}\n\n## ${line}`);
    files[`content/initiatives/term-${n}.md`] = front({ name: text, aliases: `[${text}]`, sort_key: text }, payload);
    files[`content/issues/issue-${n}.md`] = front(
      { title: text, date: "2024-01-31", publisher: text, editors: `[${text}]`, signed_by: text, report_to: `[${text}]`, send_to: `[${text}]`, copy_to: `[${text}]` },
      payload,
    );
  });
  return files;
}

/** The files of a site with every address, drawing and file. */
function linkingFiles() {
  const files = { "content/articles/anchors.md": article({}, ANCHORS.map(block).join("\n\n")) };
  ADDRESSES.forEach((address, n) => {
    for (const [kind, write] of Object.entries(LINKS)) files[`content/articles/${kind}-${n}.md`] = write(address);
  });
  return { ...files, ...attachments(), "content/regions/xiajia.md": front({ name: quoted(HTML[0]), parent: "凌云县" }) };
}

/** Articles with drawings and other files. */
function attachments() {
  const files = {};
  DRAWINGS.forEach((drawing, n) => {
    files[`content/articles/drawing-${n}.md`] = article({}, `[甲](drawing-${n}.svg)\n\n![乙](drawing-${n}.svg)`);
    files[`content/articles/drawing-${n}.svg`] = drawing;
    files[`static/static-${n}.svg`] = drawing;
  });
  Object.entries(FILES).forEach(([name, text], n) => {
    files[`content/articles/file-${n}.md`] = article({}, `[甲](files/${name})`);
    files[`content/articles/files/${name}`] = text;
  });
  return files;
}

/** Writes a site below the work folder; gives its path. */
function write(name, files) {
  const site = join(work, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(site, path)), { recursive: true });
    writeFileSync(join(site, path), text);
  }
  return site;
}

/** Builds a site; gives its errors. */
function build(site) {
  const { stdout, stderr, status } = spawnSync(bulletin, ["build", "--site", site, "--format", "json"], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0 && status !== 1) throw new Error(`${site}: exit code ${status}: ${stderr.slice(0, 2000)}`);
  const lines = `${stdout}\n${stderr}`.split("\n").filter((line) => line.startsWith("{"));
  const errors = lines.map((line) => JSON.parse(line)).filter((one) => one.severity === "error");
  if ((status === 0) !== (errors.length === 0)) throw new Error(`${site}: exit code ${status} with ${errors.length} errors`);
  return errors;
}

/** Publishes what the program does not refuse; counts the files that it refuses, by the code of the error. Gives them. */
function publish(site, refused = {}) {
  const gone = [];
  for (;;) {
    const errors = build(site);
    if (!errors.length) return gone;
    const files = new Map(errors.map((error) => [error.place?.file, error.code]));
    for (const [file, code] of files) {
      if (!/^(content|static)\//.test(file ?? "")) throw new Error(`${site}: ${JSON.stringify(errors[0])}`);
      rmSync(join(site, file));
      gone.push(file);
      refused[code] = (refused[code] ?? 0) + 1;
    }
  }
}

/** The files of a finished site that a browser shows, as paths below the work folder. */
function shown(site) {
  const below = (folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? below(path) : [path];
    });
  const files = below(join(site, "public"));
  // Columns and tags are terms as initiatives are: their indexes are enough.
  const isMore = (path) => /\/(columns|tags|regions)\/[^/]+\//.test(path);
  return files.filter((path) => !isMore(path)).filter((path) => /\.(html?|xhtml|xml|svg|doc|ofd|mht|js)$|\/page$/i.test(path)).map((path) => path.slice(work.length + 1));
}

/** Runs in the page: finds what could run, fires every event, focuses and clicks everything. */
async function provoke() {
  const found = [];
  const all = [...document.querySelectorAll("*")];
  const addresses = new Set(["href", "src", "action", "formaction", "data", "poster", "cite", "ping", "background", "xlink:href", "longdesc", "srcdoc"]);
  for (const element of all) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) found.push(`${element.localName} has ${name}`);
      if (!addresses.has(name) || name === "srcdoc") continue;
      const scheme = /^[\u0000- ]*([a-z][a-z0-9+.\t\n\r-]*):/i.exec(value)?.[1].replaceAll(/[\t\n\r]/g, "").toLowerCase();
      const isPicture = scheme === "data" && name === "src" && /^img$/i.test(element.localName);
      if (scheme && !isPicture && !["http", "https", "mailto", "tel"].includes(scheme)) found.push(`${element.localName} has ${name}=${value}`);
    }
    const type = element.getAttribute("type");
    const isOurs = element.localName !== "script" || type === "application/ld+json" || /\/assets\/reading-[0-9a-f]+\.js$/.test(element.src);
    if (!isOurs || /^(iframe|object|embed|base|foreignobject)$/i.test(element.localName)) found.push(`there is ${element.outerHTML?.slice(0, 80)}`);
  }
  const isScript = (address) => /^[\u0000- ]*(j\s*a\s*v\s*a|v\s*b)/i.test(address ?? "");
  addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a, area");
      const to = link?.getAttribute("href") ?? link?.getAttribute("xlink:href") ?? link?.href?.animVal;
      if (link && !isScript(to) && !isScript(link.href?.animVal ?? link.href)) event.preventDefault();
    },
    true,
  );
  const types = Object.keys(Object.getOwnPropertyDescriptors(HTMLElement.prototype)).filter((name) => name.startsWith("on"));
  types.push("onbegin", "onend", "onrepeat", "onhashchange", "onpageshow", "onmessage", "onstart", "onfinish");
  for (const element of all) {
    for (const type of types) {
      // A real click below; an event that only looks like one would follow links twice.
      if (type !== "onclick") element.dispatchEvent(new Event(type.slice(2), { bubbles: false, cancelable: true }));
    }
    element.focus?.();
    element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window }));
  }
  await new Promise((done) => setTimeout(done, 20));
  return found;
}

/** Opens addresses in turn, a few at a time; gives those on which a script ran, and notes what could run. */
async function visit(browser, base, paths, note) {
  const ran = new Set();
  const rest = [...paths];
  const visitor = async () => {
    const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
    await context.route(
      (url) => !url.href.startsWith(base) && !["data:", "blob:", "about:"].includes(url.protocol),
      (route) => route.abort(),
    );
    let at = "";
    context.on("dialog", async (dialog) => {
      ran.add(at);
      await dialog.dismiss().catch(() => {});
    });
    context.on("page", (popup) => popup.opener().then((opener) => opener && popup.close().catch(() => {})));
    let page;
    for (let path = rest.shift(); path !== undefined; path = rest.shift()) {
      if (!page || page.isClosed()) page = await context.newPage();
      page.setDefaultTimeout(10_000);
      at = path;
      try {
        await page.goto(base + path.split("/").map(encodeURIComponent).join("/"), { waitUntil: "load" }).catch((error) => {
          if (!/Download is starting|ERR_ABORTED/.test(error.message)) throw error;
        });
        const found = await page.evaluate(provoke).catch((error) => {
          // A payload that leads away takes the page with it.
          if (!/context was destroyed|navigation|closed/i.test(error.message)) throw error;
          return [];
        });
        for (const what of found) note?.(`${path}: ${what}`);
      } catch (error) {
        note?.(`${path}: ${error.message.split("\n")[0]}`);
        await page.close();
      }
    }
    // A payload that runs may have closed it.
    await context.close().catch((error) => {
      if (!browser.isConnected()) throw error;
    });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, visitor));
  return ran;
}

/** `bulletin serve` on a site with errors: the page with the messages, which quote the payloads. */
async function messages(browser, site) {
  const child = spawn(bulletin, ["serve", "--lang", "en", "--site", site, "--port", "0"]);
  child.stderr.resume();
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const base = /http:\/\/127\.0\.0\.1:\d+\//.exec(line)?.[0];
      if (!base) continue;
      child.stdout.resume();
      const page = await browser.newPage();
      let ran = 0;
      page.on("dialog", (dialog) => {
        ran += 1;
        return dialog.dismiss();
      });
      await page.goto(base, { waitUntil: "load" });
      const text = await page.innerText("body");
      const handlers = await page.evaluate(() => [...document.querySelectorAll("*")].filter((one) => [...one.attributes].some(({ name }) => /^on/i.test(name))).length);
      await page.close();
      if (!text.includes("javascript:alert(1)")) problems.push("the preview shows no message about a payload");
      if (ran || handlers) problems.push(`the preview's messages: ${ran} scripts ran, ${handlers} handlers`);
      return;
    }
    throw new Error("bulletin serve ended before it began");
  } finally {
    child.kill("SIGINT");
  }
}

const sum = (counts) => Object.values(counts).reduce((all, count) => all + count, 0);

/** Each line of lists of payloads in an article of its own, in both modes, and where HTML is trusted. */
async function tryLists(browser, base) {
  const lines = lists.flatMap((file) => readFileSync(file, "utf8").split(/\r?\n/));
  const texts = [...new Set(lines.map((line) => line.trim()).filter((line) => /[<:"'(]/.test(line)))];
  for (const markdown of ["escape", "sanitize", "allow"]) {
    const refused = {};
    const paths = [];
    // The control needs no more: some of the later ones end the browser where they run.
    const tried = markdown === "allow" ? texts.slice(0, 200) : texts;
    for (let from = 0; from < tried.length; from += 200) {
      const [files, bodies] = [{}, {}];
      tried.slice(from, from + 200).forEach((payload, n) => {
        const text = quoted(payload);
        const fields = markdown === "allow" ? {} : { title: text, summary: text, author: `[${text}]`, source: `{name: ${text}}`, extra: `{x: ${text}}` };
        const links = /^\s*[a-z&\\%+]+[:&\\]/i.test(payload) ? `[甲](<${payload}>)` : "";
        const body = `${block(payload)}\n\n${wrapped(payload)}\n\n前 ${payload} 后\n\n${links}`;
        files[`content/articles/text-${n}.md`] = article(fields, body);
        bodies[`content/articles/text-${n}.md`] = article({}, body);
      });
      const site = write(`${markdown}-list-${from}`, { ...files, "site.toml": siteToml({ markdown, internal: "warn" }) });
      // A text that is no title may still be a body.
      const gone = publish(site, refused);
      write(`${markdown}-list-${from}`, Object.fromEntries(gone.filter((file) => bodies[file]).map((file) => [file, bodies[file]])));
      publish(site, refused);
      paths.push(...shown(site).filter((path) => /articles\/2024\/text-|feed\.xml$|public\/index\.html$/.test(path)));
    }
    const isTrusted = markdown === "allow";
    const ran = await visit(browser, base, paths, isTrusted ? undefined : (problem) => problems.push(problem));
    console.log(`listed texts, ${markdown}: ${tried.length}, ${sum(refused)} refused (${JSON.stringify(refused)}), ${paths.length} pages opened, ${ran.size} ran a script`);
    if (isTrusted && !ran.size) problems.push("where HTML is trusted, nothing runs: the check sees nothing");
    if (!isTrusted) for (const path of ran) problems.push(`${path}: a script ran`);
  }
}

/** Every payload in every field and mode, as the head says. */
async function tryPayloads(browser, base) {
  for (const markdown of ["escape", "sanitize"]) {
    // Several sites, since every page lists the titles of all plain pages.
    const contents = [linkingFiles()];
    for (let from = 0; from < HTML.length; from += AT_A_TIME) contents.push(hostileFiles(HTML.slice(from, from + AT_A_TIME)));
    const refused = {};
    const paths = [];
    for (const [n, files] of contents.entries()) {
      const site = write(`${markdown}-${n}`, { ...files, "site.toml": siteToml({ markdown, internal: n === 0 ? "error" : "warn" }) });
      if (n === 0 && markdown === "escape") await messages(browser, site);
      publish(site, refused);
      paths.push(...shown(site));
    }
    const ran = await visit(browser, base, paths, (problem) => problems.push(problem));
    for (const path of ran) problems.push(`${path}: a script ran`);
    console.log(`hostile content, ${markdown}: ${sum(refused)} files refused (${JSON.stringify(refused)}), ${paths.length} pages opened, ${ran.size} ran a script`);
    for (const kind of ["block", "wrapped", "inline", "page", "term", "issue"]) {
      const published = paths.filter((path) => new RegExp(`/${kind}-\\d+/index\\.html$`).test(path)).length;
      if (published < HTML.length * 0.9) problems.push(`${markdown}: of ${HTML.length} texts only ${published} are published as ${kind}`);
    }
  }

  // site.toml: one site for each text, and each address as an option.
  const pages = [];
  HTML.forEach((text, n) => {
    const site = write(`settings-${n}`, { "site.toml": siteToml({ text }), "content/articles/a.md": article({ tags: "[甲]" }, "甲") });
    if (build(site).length === 0) pages.push(...["index.html", "articles/2024/a/index.html"].map((page) => `settings-${n}/public/${page}`));
  });
  if (pages.length < HTML.length) problems.push(`only ${pages.length} pages of site.toml with payloads`);
  let styles = 0;
  ADDRESSES.forEach((style, n) => {
    const site = write(`style-${n}`, { "site.toml": siteToml({ style }), "content/articles/a.md": article({}, "甲") });
    if (build(site).length) styles += 1;
    else pages.push(`style-${n}/public/index.html`);
  });
  const ran = await visit(browser, base, pages, (problem) => problems.push(problem));
  for (const path of ran) problems.push(`${path}: a script ran`);
  console.log(`hostile site.toml: ${styles} of ${ADDRESSES.length} addresses refused, ${pages.length} pages opened, ${ran.size} ran a script`);

  await tryTrusted(browser, base);
}

/** The same payloads where HTML and files are trusted: what Chromium runs must run. */
async function tryTrusted(browser, base) {
  const texts = [...HTML, ...ANCHORS];
  const files = attachments();
  texts.forEach((payload, n) => {
    files[`content/articles/block-${n}.md`] = article({}, block(payload));
    files[`content/articles/wrapped-${n}.md`] = article({}, wrapped(payload));
  });
  const trusted = ["svg", "html", "htm", "xhtml", "xml", "js", "mht", "doc", "ofd", "content/articles/files/page"];
  const control = write("control", { ...files, "site.toml": siteToml({ markdown: "allow", trusted, internal: "warn" }) });
  publish(control);
  const paths = shown(control);
  const ran = await visit(browser, base, paths);
  const hasRun = (places) => [...ran].some((path) => places.some((place) => path.endsWith(place)));
  const expected = [
    ...texts.map((payload, n) => [payload, [`/articles/2024/block-${n}/index.html`, `/articles/2024/wrapped-${n}/index.html`]]),
    ...DRAWINGS.map((payload, n) => [payload, [`/articles/drawing-${n}.svg`]]),
  ].filter(([payload]) => RUN_IN_CHROMIUM.has(payload));
  expected.push(...FILES_RUN_IN_CHROMIUM.map((name) => [name, [`/articles/files/${name}`]]));
  // An event may be late on a machine with much other work: what has not run gets a second look.
  const missing = () => expected.filter(([, places]) => !hasRun(places));
  const late = missing().flatMap(([, places]) => paths.filter((path) => places.some((place) => path.endsWith(place))));
  for (const path of await visit(browser, base, late)) ran.add(path);
  for (const [payload] of missing()) problems.push(`where everything is trusted, this does not run: ${payload}`);
  const others = texts.length + DRAWINGS.length + Object.keys(FILES).length - expected.length;
  console.log(`where everything is trusted, ${expected.length - missing().length} of ${expected.length} run; ${others} are for other browsers`);
}

const browser = await launch();
const server = await serve(work, { guessed: true });
try {
  await (lists.length ? tryLists : tryPayloads)(browser, server.base);
} finally {
  await browser.close();
  server.close();
  rmSync(work, { recursive: true });
}
for (const problem of problems.slice(0, 50)) console.log(`  ${problem}`);
const tried = lists.length ? `${lists.length} lists` : `${HTML.length} texts, ${ADDRESSES.length} addresses, ${DRAWINGS.length} drawings`;
console.log(`hostile content: ${tried}, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
