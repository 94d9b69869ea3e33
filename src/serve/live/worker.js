// A shared worker: holds the one connection to the server for all open pages, and passes its events to them.
"use strict";
const pages = new BroadcastChannel("bulletin");

function connect() {
  const source = new EventSource("events");
  source.onmessage = (event) => pages.postMessage(event.data);
  source.onerror = () => {
    // The browser reconnects by itself, unless the response was not an event stream.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
  };
}

connect();
