// Added to every page of the preview, and to no file: asks the server whether this page still looks as it did, whenever
// the site has changed, and does what the answer says.
(() => {
  "use strict";
  const script = document.currentScript;
  const here = new URL("./", script.src);
  const place = `bulletin ${location.pathname}`;
  let { page, style } = script.dataset;
  let asking = false;
  let again = false;
  let panel = null;

  /** Asks once more for each change that came while the last answer was awaited. */
  async function ask() {
    again = asking;
    if (asking) return;
    asking = true;
    do {
      again = false;
      const url = new URL("state", here);
      url.search = new URLSearchParams({ path: location.pathname, page, style });
      try {
        const answer = await (await fetch(url, { cache: "no-store" })).json();
        if (answer.reload) return reload();
        if (answer.sheets) {
          put(answer.sheets);
          style = answer.style;
        }
        show(answer.problems);
      } catch {
        // The server is away: the next event will come from the one that follows.
      }
    } while (again);
    asking = false;
  }

  function reload() {
    sessionStorage.setItem(place, JSON.stringify([scrollX, scrollY]));
    location.reload();
  }

  /** Where the reader was before the page was loaded again. */
  function scrollBack() {
    const kept = sessionStorage.getItem(place);
    if (!kept) return;
    sessionStorage.removeItem(place);
    const [left, top] = JSON.parse(kept);
    scrollTo({ left, top, behavior: "instant" });
  }

  /** Puts style sheets in place of those that are there. The old one goes when the new one has come, so nothing flashes. */
  function put(sheets) {
    const links = [...document.querySelectorAll('link[rel~="stylesheet"]:not([data-bulletin])')];
    const old = links.filter((link) => !link.hasAttribute("data-leaves"));
    sheets.forEach(({ href, digest }, at) => {
      const url = new URL(href, location.href);
      if (digest) url.searchParams.set("v", digest);
      const before = old[at];
      if (before?.href === url.href) return;
      const fresh = before ? before.cloneNode() : document.createElement("link");
      fresh.rel = "stylesheet";
      fresh.href = url.href;
      if (!before) return document.head.append(fresh);
      before.setAttribute("data-leaves", "");
      fresh.onload = fresh.onerror = () => before.remove();
      before.after(fresh);
    });
    for (const link of old.slice(sheets.length)) link.remove();
  }

  /** Lays the list of mistakes over the page, or takes it away. */
  function show(problems) {
    panel?.remove();
    panel = null;
    if (!problems || document.querySelector("[data-bulletin-problems]")) return;
    panel = document.createElement("bulletin-problems");
    const root = panel.attachShadow({ mode: "open" });
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = new URL("overlay.css", here);
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

  /** A connection of this page's own, only while it is looked at: a browser allows six to a host. */
  function listenAlone() {
    let source = null;
    const turn = () => {
      source?.close();
      source = null;
      if (document.hidden) return;
      source = new EventSource(new URL("events", here));
      source.onmessage = ask;
      source.onerror = () => source?.readyState === EventSource.CLOSED && setTimeout(turn, 1000);
      ask();
    };
    document.addEventListener("visibilitychange", turn);
    turn();
  }

  /** One connection for all pages of the browser. */
  function listenTogether() {
    new SharedWorker(new URL("worker.js", here), "bulletin").port.start();
    new BroadcastChannel("bulletin").onmessage = ask;
    ask();
  }

  addEventListener("keydown", (event) => event.key === "Escape" && panel?.remove());
  addEventListener("pageshow", (event) => event.persisted && ask());
  scrollBack();
  if ("SharedWorker" in window) listenTogether();
  else listenAlone();
})();
