// Chromium and a server for a finished site: what the checks in the browser share.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

// The folder that holds node_modules is no part of the checkout: it is named from outside.
const tools = process.env.BULLETIN_CI_TOOLS;
if (!tools) throw new Error("BULLETIN_CI_TOOLS names no folder with node_modules");
const require = createRequire(join(resolve(tools), "package.json"));
const { chromium } = require("playwright-core");

/** The text of an npm package's file, to be run inside a page. */
export const scriptOf = (name) => readFile(require.resolve(name), "utf8");

/** The module of an npm package, by its name and path. */
export const moduleOf = (name) => import(pathToFileURL(require.resolve(name)));

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".htm": "text/html; charset=utf-8",
  ".xhtml": "application/xhtml+xml",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".xml": "application/xml",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".webm": "video/webm",
  ".wav": "audio/wav",
};

/**
 * Serves the folder `site` on a free port of 127.0.0.1, as it is or compressed; resolves to {base, close}. With
 * `guessed`, no type is sent where the name does not tell it, as some servers do, and the browser guesses.
 */
export async function serve(site, { compressed = false, guessed = false } = {}) {
  const root = resolve(site);
  const server = createServer(async (request, response) => {
    try {
      // A payload may ask for an address that is none.
      const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
      const file = join(root, path.endsWith("/") ? `${path}index.html` : path);
      if (!file.startsWith(root + sep)) throw new Error("outside of the site");
      const body = await readFile(file);
      const type = TYPES[extname(file).toLowerCase()] ?? (guessed ? undefined : "application/octet-stream");
      const packed = compressed && !/^image\/(png|jpeg|webp)$/.test(type);
      response.writeHead(200, { ...(type && { "Content-Type": type }), ...(packed && { "Content-Encoding": "gzip" }) });
      response.end(packed ? gzipSync(body) : body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { base: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** Chromium as Debian installs it; another with CHROMIUM. */
export const chromiumPath = () => process.env.CHROMIUM ?? "/usr/bin/chromium";

export function launch() {
  return chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox"] });
}

/** Loads the images that would wait for the reader to scroll. */
export const showImages = (page) =>
  page.evaluate(async () => {
    for (const image of document.images) image.loading = "eager";
    await Promise.allSettled([...document.images].map((image) => image.decode()));
  });

/** Chooses what a mode chooses in the header of the page: by the controls, as a reader would. */
export async function choose(page, mode) {
  for (const control of mode?.checked ?? []) {
    await page.locator(control).check({ force: true });
  }
}
