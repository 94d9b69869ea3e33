// The script of each page in the preview; it is added to responses, never to files. Whenever the site has
// changed, it asks the server what has changed about this page, and updates the page.
(() => {
  "use strict";
  const script = document.currentScript;
  const base = new URL("./", script.src);
  const scrollKey = `bulletin ${location.pathname}`;
  let { page, style } = script.dataset;
  let isUpdating = false;
  let hasNewEvent = false;
  let panel = null;

  /** Asks for the update of this page, and again if the site changes meanwhile. */
  async function update() {
    hasNewEvent = isUpdating;
    if (isUpdating) return;
    isUpdating = true;
    do {
      hasNewEvent = false;
      const url = new URL("state", base);
      url.search = new URLSearchParams({ path: location.pathname, page, style });
      try {
        const answer = await (await fetch(url, { cache: "no-store" })).json();
        if (answer.reload) return reload();
        if (answer.sheets) {
          replaceSheets(answer.sheets);
          style = answer.style;
        }
        showProblems(answer.problems);
      } catch {
        // The server is down. When it is up again, its first event starts the next update.
      }
    } while (hasNewEvent);
    isUpdating = false;
  }

  function reload() {
    sessionStorage.setItem(scrollKey, JSON.stringify([scrollX, scrollY]));
    location.reload();
  }

  /** Restores the scroll position after a reload. */
  function restoreScroll() {
    const position = sessionStorage.getItem(scrollKey);
    if (!position) return;
    sessionStorage.removeItem(scrollKey);
    const [left, top] = JSON.parse(position);
    scrollTo({ left, top, behavior: "instant" });
  }

  /** Replaces the style sheets. Each old one is removed after the new one has loaded, so that nothing flashes. */
  function replaceSheets(sheets) {
    const links = [...document.querySelectorAll('link[rel~="stylesheet"]:not([data-bulletin])')];
    const old = links.filter((link) => !link.hasAttribute("data-leaves"));
    sheets.forEach(({ href, digest }, at) => {
      const url = new URL(href, location.href);
      if (digest) url.searchParams.set("v", digest);
      const oldLink = old[at];
      if (oldLink?.href === url.href) return;
      const newLink = oldLink ? oldLink.cloneNode() : document.createElement("link");
      newLink.rel = "stylesheet";
      newLink.href = url.href;
      if (!oldLink) return document.head.append(newLink);
      oldLink.setAttribute("data-leaves", "");
      newLink.onload = newLink.onerror = () => oldLink.remove();
      oldLink.after(newLink);
    });
    for (const link of old.slice(sheets.length)) link.remove();
  }

  /** Shows the list of problems over the page, or removes it. */
  function showProblems(problems) {
    panel?.remove();
    panel = null;
    if (!problems || document.querySelector("[data-bulletin-problems]")) return;
    panel = document.createElement("bulletin-problems");
    const root = panel.attachShadow({ mode: "open" });
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = new URL("overlay.css", base);
    const box = document.createElement("div");
    box.className = "overlay";
    box.setAttribute("role", "alert");
    box.innerHTML = problems;
    const close = document.createElement("button");
    close.textContent = "×";
    close.setAttribute("aria-label", "Close");
    close.onclick = () => panel?.remove();
    box.prepend(close);
    root.append(style, box);
    document.body.append(panel);
  }

  /** Connects this page alone, and only while it is visible: browsers allow six connections to a host. */
  function listenAlone() {
    let source = null;
    const reconnect = () => {
      source?.close();
      source = null;
      if (document.hidden) return;
      source = new EventSource(new URL("events", base));
      source.onmessage = update;
      source.onerror = () => source?.readyState === EventSource.CLOSED && setTimeout(reconnect, 1000);
      update();
    };
    document.addEventListener("visibilitychange", reconnect);
    reconnect();
  }

  /** Uses the connection that all pages of the browser share. */
  function listenTogether() {
    new SharedWorker(new URL("worker.js", base), "bulletin").port.start();
    new BroadcastChannel("bulletin").onmessage = update;
    update();
  }

  addEventListener("keydown", (event) => event.key === "Escape" && panel?.remove());
  addEventListener("pageshow", (event) => event.persisted && update());
  restoreScroll();
  if ("SharedWorker" in window) listenTogether();
  else listenAlone();
})();
