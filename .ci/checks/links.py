#!/usr/bin/env python3
"""Follows every internal link and anchor of a finished site, as a browser resolves them.

    links.py serve DIR BASE_URL   over HTTP: DIR is mounted at the path of BASE_URL on 127.0.0.1
    links.py files DIR            from the disk: every link has to name a file that is there

Both start from every page of DIR, so a page that nothing links to is followed too; such a page is a
problem of its own, for readers cannot find it (redirects apart, and pages that name another as canonical:
these are addresses to be known by). Standard library only.
"""

import http.server
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from functools import lru_cache
from pathlib import Path

from site_files import Page, files, finish

# A missing path at which a host shows 404.html. It is deeper than any page, so that relative links in the
# page are detected.
NOWHERE = "no/such/page/at/all/"


class Host(http.server.SimpleHTTPRequestHandler):
    """A plain static host: a folder below a path, index.html for folders, 404.html for the rest."""

    root, prefix = Path("."), "/"

    def do_GET(self):
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        target = self.root / path.removeprefix(self.prefix)
        if path.endswith("/"):
            target = target / "index.html"
        if path.startswith(self.prefix) and target.is_file():
            self._send(200, target)
        else:
            self._send(404, self.root / "404.html")

    def _send(self, status, target):
        body = target.read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(str(target)))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """One line a request would bury the report."""


class OverHttp:
    """A site behind a server; links to its base URL are taken to mean this server."""

    def __init__(self, root, base_url):
        self.root, self.public = Path(root), base_url
        prefix = urllib.parse.urlsplit(base_url).path
        handler = type("Mounted", (Host,), {"root": self.root, "prefix": prefix})
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_port}{prefix}"

    def pages(self):
        """(the address, the text) of every page, and 404.html where a host shows it."""
        for path in files(self.root):
            if path.suffix == ".html" and path.name != "404.html":
                relative = path.relative_to(self.root).as_posix().removesuffix("index.html")
                address = self.base + urllib.parse.quote(relative)
                yield address, self.read(address)[1]
        yield self.base + NOWHERE, self.read(self.base + NOWHERE)[1]

    def home(self):
        return self.base

    def local(self, address):
        """The address on this server, or None where it leads to another host."""
        if address.startswith(self.public):
            address = self.base + address.removeprefix(self.public)
        here = urllib.parse.urlsplit(self.base)
        there = urllib.parse.urlsplit(address)
        return address if there[:2] == here[:2] else None

    @lru_cache(maxsize=None)
    def read(self, address):
        """(status, text) of an address; the text of what is no page is empty."""
        try:
            with urllib.request.urlopen(address) as answer:
                return answer.status, self._text(answer)
        except urllib.error.HTTPError as answer:
            return answer.code, self._text(answer)

    @staticmethod
    def _text(answer):
        body = answer.read()
        return body.decode("utf-8") if answer.headers.get_content_type() == "text/html" else ""


class FromDisk:
    """A site in a folder, opened with a browser and no server."""

    def __init__(self, root):
        self.root = Path(root).resolve()

    def pages(self):
        for path in files(self.root):
            if path.suffix == ".html":
                yield path.as_uri(), path.read_text("utf-8")

    def home(self):
        return (self.root / "index.html").as_uri()

    def local(self, address):
        return address if address.startswith(self.root.as_uri() + "/") else self._outside(address)

    @staticmethod
    def _outside(address):
        # A link that climbs out of the folder is as broken as one to a file that is not there.
        return address if address.startswith("file:") else None

    @lru_cache(maxsize=None)
    def read(self, address):
        path = Path(urllib.request.url2pathname(urllib.parse.urlsplit(address).path))
        if not path.is_relative_to(self.root) or not path.is_file():
            return 404, ""
        return 200, path.read_text("utf-8") if path.suffix == ".html" else ""


def follow(site):
    """Follows every link of every page; (pages, links, problems)."""
    problems, reached, links = [], {site.home()}, 0
    parsed = {address: Page(text) for address, text in site.pages()}
    anchors = lru_cache(maxsize=None)(lambda address: Page(site.read(address)[1]).ids)
    for address, page in parsed.items():
        for link in page.links:
            target = site.local(urllib.parse.urljoin(address, link))
            if target is None:
                continue
            links += 1
            target, _, fragment = target.partition("#")
            if target != address:
                reached.add(target)
                if site.read(target)[0] != 200:
                    problems.append(f"{address}: {link} leads nowhere")
                    continue
            fragment = urllib.parse.unquote(fragment)
            known = page.ids if target == address else anchors(target) if fragment else ()
            if fragment and fragment not in known:
                problems.append(f"{address}: {link} names no anchor of its page")
    for address in parsed.keys() - reached:
        if not hidden(address, parsed[address]):
            problems.append(f"{address}: no page links to it")
    return len(parsed), links, sorted(problems)


def hidden(address, page):
    """Whether a page is rightly linked from nowhere."""
    path = urllib.parse.urlsplit(address).path.removesuffix("index.html")
    canonical = urllib.parse.urlsplit(page.canonical or address).path
    return page.redirect or "noindex" in page.robots or not path.endswith(canonical)


def main(mode, root, *base_url):
    site = OverHttp(root, *base_url) if mode == "serve" else FromDisk(root)
    pages, links, problems = follow(site)
    if not links:
        problems.append(f"{root}: no link was found")
    finish(f"links, {mode} {root}", f"{pages} pages, {links} internal links followed", problems)


if __name__ == "__main__":
    main(*sys.argv[1:])
