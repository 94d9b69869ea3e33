#!/usr/bin/env python3
"""Reads every feed and the sitemap of a finished site with a parser of someone else's.

    feeds.py DIR BASE_URL

A feed has to parse without a complaint, and every entry to have an id, a date, an absolute address of
a page that is there and its full text with absolute links. Needs `feedparser`.
"""

import json
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree
from datetime import datetime
from pathlib import Path

import feedparser

from site_files import Page, files, finish

# Full text: what is shorter than this could be the summary alone.
FULL_TEXT = 200

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Checked:
    """One site, with the problems found in it."""

    def __init__(self, root, base_url):
        self.root, self.base, self.problems = Path(root), base_url, []
        self.entries = 0

    def expect(self, file, fine, problem):
        """Notes `problem` unless `fine` holds."""
        if not fine:
            self.problems.append(f"{file.relative_to(self.root)}: {problem}")

    def expect_address(self, file, address, what):
        """An absolute address; if it is in this site, a file that is there."""
        parts = urllib.parse.urlsplit(address or "")
        self.expect(file, parts.scheme and (parts.netloc or parts.path), f"{what} is not absolute: {address}")
        if (address or "").startswith(self.base):
            path = urllib.parse.unquote(urllib.parse.urlsplit(address[len(self.base):]).path)
            target = self.root / (path + "index.html" if path.endswith("/") or not path else path)
            self.expect(file, target.is_file(), f"{what} leads nowhere: {address}")

    def expect_entry(self, file, entry):
        """What every entry has to have, whatever the format it came from."""
        self.entries += 1
        name = entry["title"] or "an entry without a title"
        self.expect(file, entry["title"], "an entry has no title")
        self.expect(file, entry["id"], f"{name} has no id")
        self.expect(file, (entry["url"] or "").startswith(self.base), f"{name} is not of this site: {entry['url']}")
        self.expect_address(file, entry["url"], f"the address of {name}")
        self.expect(file, entry["date"], f"{name} has no date that can be read")
        self.expect(file, len(entry["html"]) > FULL_TEXT, f"{name} lacks its full text")
        for link in Page(entry["html"]).links:
            self.expect_address(file, link, f"a link in {name}")

    def expect_unique(self, file, ids):
        """No two entries share an id."""
        self.expect(file, len(ids) == len(set(ids)), "two entries share an id")
        self.expect(file, ids, "no entries")


def read_xml(site, file):
    """An Atom or RSS feed."""
    feed = feedparser.parse(file.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    site.expect(file, not feed.bozo, f"does not parse: {feed.get('bozo_exception')}")
    site.expect(file, feed.version in ("atom10", "rss20"), f"an unknown format: {feed.version}")
    site.expect(file, feed.feed.get("title"), "no title")
    selves = [link.href for link in feed.feed.get("links", []) if link.rel == "self"]
    here = site.base + urllib.parse.quote(file.relative_to(site.root).as_posix())
    site.expect(file, selves == [here], f"its own address is {selves}, not {here}")
    if feed.version == "atom10":
        site.expect(file, feed.feed.get("id") and feed.feed.get("updated_parsed"), "no id or no date")
    for entry in feed.entries:
        site.expect_entry(file, {
            "title": entry.get("title"), "id": entry.get("id"), "url": entry.get("link"),
            "date": entry.get("published_parsed") and (feed.version != "atom10" or entry.get("updated_parsed")),
            "html": "".join(part.value for part in entry.get("content", [])),
        })
    site.expect_unique(file, [entry.get("id") for entry in feed.entries])


def read_json(site, file):
    """A JSON Feed, by what https://www.jsonfeed.org/version/1.1/ requires."""
    feed = json.loads(file.read_bytes())
    site.expect(file, feed.get("version") == "https://jsonfeed.org/version/1.1", "an unknown version")
    site.expect(file, feed.get("title"), "no title")
    here = site.base + urllib.parse.quote(file.relative_to(site.root).as_posix())
    site.expect(file, feed.get("feed_url") == here, f"its own address is {feed.get('feed_url')}, not {here}")
    site.expect_address(file, feed.get("home_page_url"), "home_page_url")
    items = feed.get("items", [])
    for item in items:
        site.expect(file, isinstance(item.get("id"), str), f"an id that is no text: {item.get('id')}")
        dates = [item[key] for key in ("date_published", "date_modified") if key in item]
        site.expect_entry(file, {
            "title": item.get("title"), "id": item.get("id"), "url": item.get("url"),
            "date": dates and all(datetime.fromisoformat(date).tzinfo for date in dates),
            "html": item.get("content_html", ""),
        })
    site.expect_unique(file, [item.get("id") for item in items])


def read_sitemap(site, file, pages):
    """The sitemap names every page that may be indexed, by its canonical address, and no other."""
    listed = [element.text for element in ElementTree.parse(file).iter(SITEMAP + "loc")]
    for address in listed:
        site.expect_address(file, address, "an address")
    canonical = {page.canonical for page in pages if "noindex" not in page.robots}
    for address in sorted(canonical ^ set(listed)):
        site.expect(file, False, f"{address} is {'a page but not listed' if address in canonical else 'no page'}")


def main(root, base_url):
    site = Checked(root, base_url)
    every = files(root)
    feeds = [file for file in every if file.name in ("atom.xml", "rss.xml", "feed.json")]
    pages = [Page(file.read_text("utf-8")) for file in every if file.suffix == ".html"]
    for file in feeds:
        (read_json if file.suffix == ".json" else read_xml)(site, file)
    if not site.entries:
        site.problems.append(f"{root}: no entry was found")
    read_sitemap(site, Path(root) / "sitemap.xml", pages)
    finish(f"feeds, {root}", f"{len(feeds)} feeds, {site.entries} entries", site.problems)


if __name__ == "__main__":
    main(*sys.argv[1:])
