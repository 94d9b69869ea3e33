// What editors put into an article besides text, and text that runs from right to left, in Chromium:
//
//     BULLETIN_CI_TOOLS=DIR node manuscripts.mjs BULLETIN
//
// On a site of its own: pictures of every shape are shown whole, in their proportions, no larger than they are
// and no wider than the column, those of one line side by side; film and sound play, with controls; a document is a link with its name, type
// and size; a text in Uyghur is set from right to left, and the page around it from left to right; so is a
// paragraph in Uyghur in a Chinese article. On a phone and on a desk, in light and dark; no page prints to the
// console or scrolls sideways. With BULLETIN_PICTURES=DIR, pictures of all pages are saved there.

import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { launch, serve, showImages } from "./browser_lib.mjs";

const WIDTHS = [320, 390, 1280];
const bulletin = resolve(process.argv[2]);
const problems = [];
let checks = 0;

function check(fine, what) {
  checks += 1;
  if (!fine) problems.push(what);
}

/** Pictures by name, with their size. */
const PICTURES = {
  "竖图.jpg": { width: 900, height: 1600 },
  "全景.jpg": { width: 3000, height: 500 },
  "梯田.jpg": { width: 1600, height: 1200 },
  "小图.png": { width: 64, height: 64 },
};

const PICTURE_TEXT = `
![村口的路灯](竖图.jpg "竖拍的照片")

![全村的样子](全景.jpg "全景")

![县徽](小图.png "六十四像素的小图")

两张并排：

![梯田](梯田.jpg) ![路灯](竖图.jpg)

段中的图 ![印章](小图.png) 和文字。

| 名称 | 照片 |
|---|---|
| 梯田 | ![梯田](梯田.jpg) |

- 列表里的图：

  ![路灯](竖图.jpg)
`;

const MEDIA_TEXT = `
![收割](收割.webm "收割的影片")

![山歌](山歌.wav "山歌的录音")

![关于修路的通知](通知.docx)

[一览表](一览表.xlsx)和[原文（PDF）](原文.pdf)。
`;

const UYGHUR = "شىنجاڭ ئۇيغۇر ئاپتونوم رايونىنىڭ يېزا گۈللەندۈرۈش خىزمىتى ياخشى بولدى.";
const UYGHUR_TEXT = `
${UYGHUR}

GDP ${UYGHUR}

2024-يىلى ${UYGHUR}

## ${UYGHUR.slice(0, 20)}

- ${UYGHUR}

> ${UYGHUR}
`;

const MIXED_TEXT = `
维吾尔文如下。

${UYGHUR}

藏文：བོད་རང་སྐྱོང་ལྗོངས་ཀྱི་གྲོང་གསེབ་དར་རྒྱས།

蒙古文：ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ，彝文：ꆈꌠꁱꂷ，生僻字：𠀀 㐀 䶮 𰻝 〇，表情：👨‍👩‍👧‍👦 🏮 ✅
`;

const article = (title, day, lang, text) =>
  `---\ntitle: ${title}\ndate: 2024-05-${day}\nsummary: 试。\n${lang ? `lang: ${lang}\n` : ""}---\n${text}`;

/** A second of a tone, as WAV. */
function tone() {
  const rate = 8000;
  const samples = Buffer.alloc(rate, 128);
  for (let at = 0; at < rate; at += 1) samples[at] = 128 + Math.round(60 * Math.sin((at / rate) * 440 * 2 * Math.PI));
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + rate, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(rate, 40);
  return Buffer.concat([head, samples]);
}

/** A picture of `width` by `height` pixels. */
async function picture(browser, name, { width, height }) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.setContent(
    `<style>body { margin: 0; height: 100vh; background: linear-gradient(135deg, #7a9e4f, #f3e9c8 60%, #30638e) }</style>`,
  );
  const bytes = await page.screenshot({ type: name.endsWith("png") ? "png" : "jpeg" });
  await page.close();
  return bytes;
}

/** A film of half a second, 320 by 240. */
async function film(browser) {
  const page = await browser.newPage();
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [320, 240];
    const brush = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm;codecs=vp8" });
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const end = new Promise((done) => (recorder.onstop = done));
    recorder.start();
    for (let frame = 0; frame < 10; frame += 1) {
      brush.fillStyle = `hsl(${frame * 30} 60% 50%)`;
      brush.fillRect(0, 0, 320, 240);
      await new Promise((done) => setTimeout(done, 50));
    }
    recorder.stop();
    await end;
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  });
  await page.close();
  return Buffer.from(bytes);
}

/** Every picture of the text: its own size, and the box that it is shown in. */
const pictures = () => {
  const column = document.querySelector(".prose").getBoundingClientRect();
  return [...document.querySelectorAll(".prose img")].map((image) => {
    const box = image.getBoundingClientRect();
    return {
      name: image.alt,
      natural: [image.naturalWidth, image.naturalHeight],
      told: [Number(image.getAttribute("width")), Number(image.getAttribute("height"))],
      shown: [box.width, box.height],
      top: box.top,
      isInside: box.left >= column.left - 1 && box.right <= Math.max(column.right, innerWidth) + 1,
      column: column.width,
    };
  });
};

/** Where each block of text begins and how it runs. */
const blocks = () => {
  const lines = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 1);
    const last = Math.max(...rects.map((rect) => rect.bottom));
    const line = rects.filter((rect) => rect.bottom > last - 4);
    return { left: Math.min(...line.map((rect) => rect.left)), right: Math.max(...line.map((rect) => rect.right)) };
  };
  return [...document.querySelectorAll(".prose :is(p, h2, li)")].map((element) => {
    const box = element.getBoundingClientRect();
    const { left, right } = lines(element);
    return { text: element.innerText.slice(0, 12), atLeft: left - box.left, atRight: box.right - right, width: box.width };
  });
};

/** The last sign of the text is at its left end: a full stop in Uyghur. */
const stop = (selector) => {
  const text = document.querySelector(selector).firstChild;
  const range = document.createRange();
  const box = (at) => {
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect();
  };
  const length = text.data.trimEnd().length;
  return box(length - 1).left - box(length - 2).left;
};

const folder = await mkdtemp(join(tmpdir(), "bulletin-manuscripts-"));
const site = join(folder, "site");
const browser = await launch();
let server;
try {
  execFileSync(bulletin, ["init", site], { stdio: "ignore" });
  const articles = join(site, "content/articles");
  await mkdir(articles, { recursive: true });
  for (const [name, size] of Object.entries(PICTURES)) {
    await writeFile(join(articles, name), await picture(browser, name, size));
  }
  await writeFile(join(articles, "收割.webm"), await film(browser));
  await writeFile(join(articles, "山歌.wav"), tone());
  for (const name of ["通知.docx", "一览表.xlsx", "原文.pdf"]) await writeFile(join(articles, name), Buffer.alloc(120_000, 65));
  const write = (name, ...parts) => writeFile(join(articles, `${name}.md`), article(...parts));
  await write("pictures", "图说：竖图、横幅与小图", "01", "", PICTURE_TEXT);
  await write("media", "影片、录音和附件", "02", "", MEDIA_TEXT);
  await write("uyghur", UYGHUR.slice(0, 20), "03", "ug", UYGHUR_TEXT);
  await write("mixed", "几种文字", "04", "", MIXED_TEXT);
  execFileSync(bulletin, ["build", "--site", site], { stdio: ["ignore", "ignore", "inherit"] });
  server = await serve(join(site, "public"));

  for (const colorScheme of ["light", "dark"]) {
    for (const width of WIDTHS) {
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
      const page = await context.newPage();
      const where = (what) => `${width} px, ${colorScheme}, ${new URL(page.url()).pathname}: ${what}`;
      page.on("console", (message) => problems.push(where(`the console says: ${message.text()}`)));
      page.on("pageerror", (error) => problems.push(where(`a script failed: ${error.message}`)));
      const open = async (name) => {
        await page.goto(`${server.base}${name}`, { waitUntil: "load" });
        await showImages(page);
        const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
        check(scroll <= width, where(`scrolls sideways: ${scroll}`));
        const file = name.replaceAll("/", "-").replace(/-$/, "") || "home";
        if (process.env.BULLETIN_PICTURES) {
          await page.screenshot({ path: join(process.env.BULLETIN_PICTURES, `${file}-${width}-${colorScheme}.png`), fullPage: true });
        }
      };

      await open("articles/2024/pictures/");
      const shown = await page.evaluate(pictures);
      check(shown.length === 8, where(`there are ${shown.length} pictures`));
      for (const { name, natural, told, shown: box, isInside, column } of shown) {
        check(natural[0] > 0, where(`${name} does not load`));
        const ratio = told[0] / told[1];
        check(Math.abs(box[0] / box[1] / ratio - 1) < 0.03, where(`${name} is ${box} where ${told} are its proportions`));
        check(box[0] <= told[0] + 1, where(`${name} is larger than it is: ${box[0]} of ${told[0]}`));
        check(isInside && box[0] <= column + 1, where(`${name} leaves the column: ${box[0]} of ${column}`));
        const isSmall = told[0] === 64;
        check(isSmall ? Math.abs(box[0] - 64) < 1 : box[0] > 100, where(`${name} is ${box[0]} wide`));
      }

      const row = shown.slice(3, 5);
      const isSideBySide = Math.abs(row[0].top - row[1].top) < 2;
      check(isSideBySide === (width > 400), where("the pictures of one line are not side by side"));

      await open("articles/2024/media/");
      for (const kind of ["video", "audio"]) {
        const element = page.locator(`.prose ${kind}`);
        check((await element.count()) === 1, where(`there is no ${kind}`));
        const state = await element.evaluate(async (media) => {
          media.muted = true;
          await Promise.race([media.play(), new Promise((done) => setTimeout(done, 5000))]).catch(() => {});
          const box = media.getBoundingClientRect();
          const hasName = Boolean(media.getAttribute("aria-label") || media.closest("figure")?.querySelector("figcaption")?.innerText);
          return { controls: media.controls, ready: media.readyState, error: media.error?.message, width: box.width, height: box.height, hasName };
        });
        check(state.controls, where(`the ${kind} has no controls`));
        check(state.ready >= 2 && !state.error, where(`the ${kind} does not play: ${JSON.stringify(state)}`));
        check(state.width > 150 && state.width <= width && state.height > 30, where(`the ${kind} is ${state.width} by ${state.height}`));
        check(state.hasName, where(`the ${kind} has no name`));
      }
      for (const [name, text] of [
        ["通知.docx", "关于修路的通知"],
        ["一览表.xlsx", "一览表"],
        ["原文.pdf", "原文"],
      ]) {
        const link = page.locator(`.prose a[href$="${encodeURI(name)}"]`);
        check((await link.count()) === 1, where(`there is no link to ${name}`));
        const words = await link.innerText();
        const isComplete = words.includes(text) && /（[^）]*(DOCX|XLSX|PDF)[^）]*\d+ KB）/u.test(words);
        check(isComplete, where(`the link to ${name} says: ${words}`));
        const answer = await page.request.get(await link.evaluate((element) => element.href));
        check(answer.ok() && (await answer.body()).length === 120_000, where(`${name} is not published whole`));
      }

      await open("articles/2024/uyghur/");
      const direction = (selector) => page.locator(selector).first().evaluate((element) => getComputedStyle(element).direction);
      for (const selector of ["article h1", ".prose"]) {
        check((await direction(selector)) === "rtl", where(`${selector} does not run from right to left`));
      }
      for (const selector of [".site-header", ".site-footer", ".breadcrumbs", ".skip"]) {
        check((await direction(selector)) === "ltr", where(`${selector} does not run from left to right`));
      }
      for (const { text, atLeft, atRight, width: box } of await page.evaluate(blocks)) {
        check(atRight < 48 && atRight <= atLeft + 1, where(`the text “${text}” begins ${atRight} from the right of ${box}, ${atLeft} from the left`));
      }
      check((await page.evaluate(stop, ".prose p")) < 0, where("the full stop is not at the left end"));
      const logo = await page.locator(".site-header a").first().boundingBox();
      check(logo.x < width / 2, where("the name of the site is not at the left"));

      await open("articles/2024/mixed/");
      const [chinese, uyghur, tibetan] = await page.evaluate(blocks);
      check(chinese.atLeft < 48, where("Chinese text does not begin at the left"));
      check(uyghur.atRight < 48, where(`a Uyghur paragraph does not begin at the right: ${uyghur.atRight}`));
      check(tibetan.atLeft < 48, where("Tibetan text does not begin at the left"));
      check((await page.evaluate(stop, ".prose p:nth-of-type(2)")) < 0, where("the full stop of the Uyghur paragraph is not at its left end"));

      await open("");
      await context.close();
    }
  }
} finally {
  await browser.close();
  server?.close();
  await rm(folder, { recursive: true });
}
for (const problem of problems.slice(0, 50)) console.log(`  ${problem}`);
console.log(`manuscripts: ${checks} checks, ${problems.length} problems`);
process.exit(problems.length || !checks ? 1 : 0);
