// What can be measured of a page as it is shown. These functions run inside the page.

/** Whether the page scrolls sideways, shows text, and shows its images. */
export function layout() {
  const wide = [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .filter((element) => !element.closest(".table-scroll, pre, .skip"));
  return {
    scroll: document.documentElement.scrollWidth,
    width: innerWidth,
    text: document.querySelector("main")?.innerText.trim() ?? "",
    broken: [...document.images].filter((image) => !image.naturalWidth).map((image) => image.src),
    wide: wide.map((element) => `${element.tagName}.${element.className}`),
  };
}

/**
 * Every text with its contrast and size: those below `contrast`, or smaller than `size` pixels. The background
 * is that of the nearest ancestor that has one; no text of the theme is over a picture.
 */
export function texts({ contrast, size }) {
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const linear = (value) => (value <= 10.31475 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const over = (above, below) => above.slice(0, 3).map((value, at) => value * above[3] + below[at] * (1 - above[3]));
  const ground = (element) => {
    const own = channels(getComputedStyle(element).backgroundColor);
    const alpha = own[3] ?? 1;
    if (alpha === 1) return own;
    const below = element.parentElement ? ground(element.parentElement) : [255, 255, 255];
    return over([...own.slice(0, 3), alpha], below);
  };
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest("script, .skip")) continue;
    const style = getComputedStyle(element);
    const below = ground(element);
    const ink = channels(style.color);
    const [a, b] = [luminance(over([...ink.slice(0, 3), ink[3] ?? 1], below)), luminance(below)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const what = `${element.tagName}.${element.className} “${node.data.trim().slice(0, 12)}”`;
    if (ratio < contrast) found.add(`${what} has a contrast of ${ratio.toFixed(2)}`);
    if (parseFloat(style.fontSize) < size) found.add(`${what} is ${style.fontSize} high`);
  }
  return [...found];
}

/** What can be pressed and is smaller than `size` pixels, but for links inside a sentence. */
export function targets(size) {
  const inSentence = ".prose, .site-footer p, .skip, figure, td:not(:has(> a:only-child))";
  return [...document.querySelectorAll("a, input, summary")]
    .filter((element) => element.checkVisibility() && !element.closest(inSentence) && !element.disabled)
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, box]) => Math.min(box.width, box.height) < size - 0.5)
    .map(([element, box]) => {
      const name = element.textContent.trim().slice(0, 12) || element.id;
      return `${element.className || element.tagName} “${name}” is ${Math.round(box.width)} by ${Math.round(box.height)}`;
    });
}

/**
 * What Chinese type asks for, and what else each page of the theme has to be: scripts that are files of their own and
 * wait, tables with headings, a language, nothing that moves.
 */
export function form() {
  const problems = [];
  const want = (selector, property, value) => {
    const element = document.querySelector(selector);
    const found = element && getComputedStyle(element).getPropertyValue(property);
    if (element && !found.includes(value)) problems.push(`${selector} has ${property}: ${found}`);
  };
  want("html", "line-break", "strict");
  want("html", "text-autospace", "normal");
  want("html", "text-spacing-trim", "trim-start");
  want("td.number", "font-variant-numeric", "tabular-nums");
  want(".prose em", "text-emphasis-style", "dot");
  const prose = document.querySelector(".text > .prose");
  if (prose) {
    const characters = prose.getBoundingClientRect().width / parseFloat(getComputedStyle(prose).fontSize);
    if (Math.abs(characters - Math.round(characters)) > 0.05 || characters > 40) problems.push(`a line holds ${characters.toFixed(2)} characters`);
  }
  for (const script of document.scripts) {
    if (script.type !== "application/ld+json" && !(script.src && script.defer)) problems.push("a script is inline or does not wait");
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.querySelector("th")) problems.push("a table has no headings");
  }
  if (!/^zh-Han[st]$/.test(document.documentElement.lang)) problems.push(`the language is ${document.documentElement.lang}`);
  if (document.getAnimations().length) problems.push("something moves");
  return problems;
}

/**
 * What is lost where the browser paints no grounds of the page's own, as in the high contrast of Windows: shades that
 * no number says, bars of the colour of the page, the choice among settings, the place in the menu.
 */
export function lost() {
  const problems = [];
  const style = (element) => getComputedStyle(element);
  const say = (element, what) => problems.push(`${element.tagName}.${element.getAttribute("class")} “${element.textContent.trim().slice(0, 12)}” ${what}`);
  for (const cell of document.querySelectorAll(".s1, .s2, .s3, .s4")) {
    if (!/\d/.test(cell.textContent)) say(cell, "has a shade and no number");
  }
  for (const bar of document.querySelectorAll(".bar-of")) {
    const [whole, share] = [...bar.querySelectorAll("rect")].map((rect) => style(rect).fill);
    if (share === whole || share === style(document.documentElement).backgroundColor) say(bar.parentElement, "has a bar that is not seen");
    if (!/\d/.test(bar.parentElement.querySelector(".count")?.textContent ?? "")) say(bar.parentElement, "has a bar and no number");
  }
  for (const tile of document.querySelectorAll(".map li")) {
    if (parseFloat(style(tile).borderTopWidth) < 1) say(tile, "is a tile without an edge");
  }
  const edge = (element) => `${style(element).borderBottomWidth} ${style(element).borderBottomColor} ${style(element).fontWeight}`;
  const among = (chosen, others) => {
    for (const one of document.querySelectorAll(chosen)) {
      const alike = [...document.querySelectorAll(others)].find((other) => !other.matches(chosen) && edge(other) === edge(one));
      if (alike) say(one, "looks like those that are not chosen");
    }
  };
  among(".reading input:checked + span", ".reading input[type=radio] + span");
  among(".menu [aria-current]", ".menu a");
  for (const chip of document.querySelectorAll(".facts dd, .status")) {
    if (parseFloat(style(chip).borderTopWidth) < 1) say(chip, "is a chip without an edge");
  }
  for (const rule of document.querySelectorAll(".bar, .alert, .note, .lead")) {
    if (!["borderTopWidth", "borderLeftWidth"].some((side) => parseFloat(style(rule)[side]) >= 1)) say(rule, "has no rule");
  }
  return problems;
}
