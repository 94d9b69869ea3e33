#!/usr/bin/env python3
"""Writes third-party.txt: what the program is made of besides its own code, with the licences.

    make_third_party.py [--out FILE]

Reads `cargo metadata` and the sources that cargo has downloaded, those of all systems:
run `cargo fetch` before. Standard library only; the same sources give the same bytes.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent

# Names of files with licences and notices.
LICENCE = re.compile(r"^(licen[cs]e|copying|copyright|notice|unlicense|patents)", re.IGNORECASE)

# Folders with code of other authors inside of a crate, and what it is.
INSIDE = {
    "libwebp-sys": [("vendor", "libwebp, in C")],
    "libmimalloc-sys": [("c_src/mimalloc/v2", "mimalloc, in C"), ("c_src/mimalloc/v3", "mimalloc, in C")],
    "onig_sys": [("oniguruma", "Oniguruma, in C")],
}

APACHE = "Apache License"

# The lines of a text that differ from crate to crate although the licence is one: who holds the copyright.
HOLDER = re.compile(r"^\W*(copyright|\(c\)|©|portions copyright)\b.*", re.IGNORECASE)

# Headlines, which some have and some have not.
HEADLINE = re.compile(r"^\W*(the )?(mit|bsd|isc)[\w\s\-\.\"“”]*licen[cs]e\W*(\(mit\))?\W*$|^all rights reserved\W*$", re.IGNORECASE)


def metadata():
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    return json.loads(subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE).stdout)


def dependencies(data):
    """The packages that are compiled into the program, in order of name and version."""
    packages = {package["id"]: package for package in data["packages"]}
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    root = data["resolve"]["root"]
    found, queue = set(), [root]
    while queue:
        for dependency in nodes[queue.pop()]["deps"]:
            kinds = {kind["kind"] for kind in dependency["dep_kinds"]}
            if None in kinds and dependency["pkg"] not in found and dependency["pkg"] != root:
                found.add(dependency["pkg"])
                queue.append(dependency["pkg"])
    return sorted((packages[id] for id in found), key=lambda package: (package["name"], package["version"]))


def files(folder):
    return sorted(path for path in folder.iterdir() if path.is_file() and LICENCE.match(path.name)) if folder.is_dir() else []


def text_of(path):
    text = path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
    lines = [line.rstrip() for line in text.replace("\f", "").split("\n")]
    return "\n".join(lines).strip("\n") + "\n"


def chosen(package, paths):
    """The texts of one licence where the crate lets one choose: the shortest, with all notices."""
    if " OR " not in (package["license"] or "") and "/" not in (package["license"] or ""):
        return paths
    apache = [path for path in paths if text_of(path).lstrip().startswith(APACHE)]
    others = [path for path in paths if path not in apache]
    has_licence = any(re.match(r"^(licen[cs]e|copying|unlicense)", path.name, re.IGNORECASE) for path in others)
    return others if has_licence else paths


class Licence:
    """One text, with what it covers and who holds the copyright."""

    def __init__(self, text):
        self.text = text
        self.names = []
        self.holders = {}

    def add(self, name, holders):
        if name not in self.names:
            self.names.append(name)
        for holder in holders:
            self.holders.setdefault(holder, None)


def split(text):
    """The holders of the copyright in a text, and the rest of it."""
    holders, rest, is_licence = [], [], False
    for line in text.split("\n"):
        if not is_licence and HOLDER.match(line):
            holders.append(" ".join(line.split()))
        elif not is_licence and HEADLINE.match(line):
            continue
        else:
            is_licence = is_licence or bool(re.match(r"^(permission|redistribution)", line.strip(), re.IGNORECASE))
            rest.append(line)
    return holders, "\n".join(rest).strip("\n") + "\n"


def collect(packages):
    """The licences by their words, and the crates that come without a text."""
    licences, missing = {}, []

    def add(name, path):
        holders, rest = split(text_of(path))
        words = re.sub(r"\W+", " ", rest).lower()
        licences.setdefault(words, Licence(rest)).add(name, holders)

    for package in packages:
        folder = Path(package["manifest_path"]).parent
        name = f"{package['name']} {package['version']}"
        paths = chosen(package, files(folder))
        if not paths:
            missing.append((name, package))
        for path in paths:
            add(name, path)
        for inner, what in INSIDE.get(package["name"], []):
            inside = files(folder / inner)
            if not inside:
                sys.exit(f"{name}: no licence in {inner}")
            for path in inside:
                add(f"{what} ({name})", path)
    return list(licences.values()), missing


def wrapped(names):
    lines, line = [], ""
    for name in names:
        if line and len(line) + len(name) + 2 > 78:
            lines.append(line + ",")
            line = name
        else:
            line = f"{line}, {name}" if line else name
    return lines + [line]


def render(packages, licences, missing):
    out = [
        "Software of others that is compiled into bulletin\n",
        "The name, version and licence of each crate, then the texts of the licences. Where a crate may be used",
        "under one of several licences, the text of one of them is given. The Rust standard library is used under",
        "MIT OR Apache-2.0, copyright The Rust Project Developers. This software is based in part on the work of",
        "the Independent JPEG Group.\n",
    ]
    for package in packages:
        where = package["repository"] or package["homepage"] or ""
        out.append(f"{package['name']} {package['version']}: {package['license']} {where}".rstrip())
    if missing:
        out.append("\nThese crates come without the text of their licence. Their authors are:\n")
        for name, package in missing:
            out.append(f"- {name}, {package['license']}: {', '.join(package['authors']) or package['repository']}")
    rule = "=" * 78
    for licence in sorted(licences, key=lambda licence: licence.names):
        out += ["", rule, *wrapped(licence.names), rule, ""]
        if licence.holders:
            out += [*licence.holders, ""]
        out.append(licence.text.rstrip("\n"))
    return "\n".join(out) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=REPOSITORY / "data" / "third-party.txt")
    arguments = parser.parse_args()
    packages = dependencies(metadata())
    licences, missing = collect(packages)
    arguments.out.write_text(render(packages, licences, missing), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
