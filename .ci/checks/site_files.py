"""What the checks in Python share: the files of a finished site, and what a page links to."""

from html.parser import HTMLParser
from pathlib import Path

# The program's own folder in the output: a manifest and a lock, no part of the site.
PRIVATE = ".bulletin"

# The attributes that name another resource, by element; `*` holds for every element.
LINKING = {"*": ("href", "src"), "video": ("poster",), "object": ("data",), "form": ("action",)}


class Page(HTMLParser):
    """A page as a browser would take it: its anchors, its links, and what its head says."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.ids, self.links, self.robots, self.canonical = set(), [], "", None
        self.redirect = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self.ids.update(given[name] for name in ("id",) if given.get(name))
        if tag == "a" and given.get("name"):
            self.ids.add(given["name"])
        if tag == "link" and given.get("rel") == "canonical":
            self.canonical = given.get("href")
            return
        if tag == "meta":
            self._meta(given)
            return
        for name in LINKING["*"] + LINKING.get(tag, ()):
            if name in given:
                self.links.append(given[name])
        for candidate in given.get("srcset", "").split(","):
            if candidate.strip():
                self.links.append(candidate.split()[0])

    def _meta(self, given):
        if given.get("name") == "robots":
            self.robots = given.get("content", "")
        if given.get("http-equiv", "").lower() == "refresh":
            self.redirect = True
            self.links.append(given["content"].split("url=", 1)[1])


def files(root):
    """Every file of the site below `root`, sorted, without the program's own."""
    root = Path(root)
    found = (path for path in root.rglob("*") if path.is_file())
    return sorted(path for path in found if PRIVATE not in path.relative_to(root).parts)


def finish(name, done, problems):
    """Prints the outcome of a check and ends the program: 1 if there was a problem or nothing was done."""
    for problem in problems[:50]:
        print(f"  {problem}")
    if len(problems) > 50:
        print(f"  and {len(problems) - 50} more")
    print(f"{name}: {done}, {len(problems)} problems")
    raise SystemExit(1 if problems else 0)
