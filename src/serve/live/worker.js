// Holds the one connection to the server that all pages of a browser share, and passes on what comes over it.
"use strict";
const pages = new BroadcastChannel("bulletin");

function listen() {
  const source = new EventSource("events");
  source.onmessage = (event) => pages.postMessage(event.data);
  source.onerror = () => {
    // The browser tries again by itself, unless an answer was none of ours.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
  };
}

listen();
