"""Runs a command and measures it; looks at what it wrote. Linux and macOS."""

import html
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True)
class Run:
    wall: float  # seconds
    cpu: float  # seconds, user and system, all threads
    peak: int  # bytes, the largest resident size


def run(command, log, folder):
    """Measures a command in `folder`. Its output goes to `log`; a failure ends the program with it."""
    command = [str(part) for part in command]
    launcher = [sys.executable, "-I", "-S", Path(__file__).resolve().with_name("launch.py"), log, *command]
    code, wall, cpu, peak = subprocess.run(launcher, check=True, capture_output=True, text=True, cwd=folder).stdout.split()
    if code != "0":
        raise SystemExit(f"{' '.join(command)}\nended with {code}:\n{Path(log).read_text('utf-8', 'replace')[-4000:]}")
    return Run(float(wall), float(cpu), int(peak))


def summary(values):
    return {"min": min(values), "median": statistics.median(values), "max": max(values)}


def summaries(runs):
    return {name: summary([getattr(one, name) for one in runs]) for name in ("wall", "cpu", "peak")}


def census(folder):
    """Number of files and bytes of every kind of output."""
    kinds = {}
    for path in files(folder):
        kind = kind_of(path)
        count, size = kinds.get(kind, (0, 0))
        kinds[kind] = (count + 1, size + (folder / path).stat().st_size)
    total = tuple(map(sum, zip(*kinds.values()))) if kinds else (0, 0)
    return {**dict(sorted(kinds.items())), "total": total}


def files(folder):
    """Paths below `folder`, with slashes, sorted."""
    found = []
    for parent, _, names in os.walk(folder):
        found += [Path(parent, name).relative_to(folder).as_posix() for name in names]
    return sorted(found)


def kind_of(path):
    first, *rest = path.split("/")
    if first == "articles" and len(rest) == 3 and rest[0].isdigit():
        return "article pages"
    if path.endswith("atom.xml"):
        return "feeds"
    if first.startswith("sitemap"):
        return "sitemap"
    if first in ("initiatives", "regions", "columns") and path.endswith(".html"):
        return "term pages"
    if first == "articles":
        return "article list"
    if first == ".bulletin":
        return "own records"
    return "archive" if first == "archive" else "other"


def compare_text(bulletin, hugo):
    """Counts by kind the pages and feeds with the same text on both sites, and lists the first that differ."""
    sides = {"bulletin": set(files(bulletin)), "hugo": set(files(hugo))}
    same, differing, asterisks = {}, {}, {"bulletin": 0, "hugo": 0}
    for path in sorted(sides["bulletin"] & sides["hugo"]):
        kind = kind_of(path)
        if not path.endswith((".html", ".xml")) or kind == "sitemap":
            continue
        texts = {"bulletin": visible(bulletin / path), "hugo": visible(hugo / path)}
        for tool in texts:
            asterisks[tool] += kind == "article pages" and "**" in texts[tool]
        equal = texts["bulletin"].replace("**", "") == texts["hugo"].replace("**", "")
        counts = same.setdefault(kind, [0, 0])
        counts[0] += equal
        counts[1] += 1
        if not equal:
            differing.setdefault(kind, path)
    only = {tool: sorted(sides[tool] - sides[other]) for tool, other in (("bulletin", "hugo"), ("hugo", "bulletin"))}
    return {
        "same": same,
        "first_differing": differing,
        "asterisks": asterisks,
        "only": {tool: (len(paths), paths[:3]) for tool, paths in only.items()},
    }


def visible(path):
    """The text of a page or feed without tags and spaces, and without the name of the program."""
    text = path.read_text("utf-8")
    if path.suffix == ".xml":
        elements = ElementTree.fromstring(text.encode("utf-8")).iter()
        text = " ".join(element.text or "" for element in elements if not element.tag.endswith("generator"))
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]*>", " ", text)))


def machine():
    return {
        "cores": os.cpu_count(),
        "processor": processor(),
        "system": f"{platform.system()} {platform.release()}",
        "load": [round(load, 2) for load in os.getloadavg()],
        "python": platform.python_version(),
    }


def processor():
    try:
        info = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    found = re.search(r"^model name\s*:\s*(.+)$", info, re.MULTILINE)
    return found[1] if found else platform.machine()
