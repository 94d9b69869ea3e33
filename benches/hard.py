#!/usr/bin/env python3
"""Builds hostile but legal sites at three sizes, each twice the one before; shows superlinear growth.

See README.md in this folder.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
import corpus  # noqa: E402
import sites  # noqa: E402
import small  # noqa: E402

HERE = Path(__file__).resolve().parent
SITE = 'title = "简报"\nbase_url = "https://example.org/"\n'
SENTENCE = "合作社推行“清单制”的做法，**三年**增收百分之二十，见[附表](#a)。"
MARKS = {"[": "bracket", "]": "closing", "*": "asterisk", "_": "underscore", "`": "backtick", "~": "tilde", "“": "quote", "<": "angle", "!": "bang", "|": "pipe", "&": "ampersand"}
FIRST_DAY = corpus.FIRST_DAY


def main():
    options = arguments().parse_args()
    if options.small:
        raise SystemExit(check_small(options))
    if options.grammars:
        raise SystemExit(search_grammars(options))
    chosen = [case for case in CASES if not options.cases or case in options.cases]
    options.work.mkdir(parents=True, exist_ok=True)
    bench = Bench(options)
    rows = []
    if not options.json:
        print(f"{'case':22}{'size':>9}{'CPU, ratio a doubling':>28}{'over idle':>12}{'memory':>16}{'output':>16}")
    for name in chosen:
        row = bench.case(name)
        rows.append(row)
        if not options.json:
            print_row(row)
    if options.json:
        print(json.dumps({"idle": vars(bench.idle), "cases": rows}, ensure_ascii=False, indent=1))
    shutil.rmtree(bench.folder, ignore_errors=True)


def arguments():
    memory = Path("/dev/shm")
    work = (memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())) / "bulletin-hard"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"only these: {', '.join(CASES)}")
    parser.add_argument("--runs", type=int, default=3, help="runs of each size; the least counts (%(default)s)")
    parser.add_argument("--work", type=Path, default=work, help="folder for sources and output (%(default)s)")
    parser.add_argument("--bulletin", type=Path, default=HERE.parent / "target" / "release" / "bulletin")
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument("--failures", action="store_true", help="show how the log of a build that wrote nothing begins")
    parser.add_argument("--grammars", action="store_true", help="hostile code in every language: the slowest of each")
    parser.add_argument("--small", action="store_true", help="the small inputs: time and memory of each, and whether they are within the limits")
    parser.add_argument("--scale", type=float, default=1, help="all sizes times this (%(default)s)")
    return parser


class Figures:
    """CPU time in seconds, peak memory and output in bytes, as of the best of several runs."""

    def __init__(self, cpu, peak, output):
        self.cpu, self.peak, self.output = cpu, peak, output


class Bench:
    """Where sites are made, and the program that builds them."""

    def __init__(self, options):
        self.options = options
        self.folder = options.work
        self.idle = self.measure({"content/articles/a.md": article(0, "正文。\n")})

    def case(self, name):
        make, size = CASES[name]
        sizes = [int(size * self.options.scale * factor) for factor in (1, 2, 4)]
        return {"case": name, "sizes": sizes, "figures": [vars(self.measure(make(one))) for one in sizes], "idle": vars(self.idle)}

    def measure(self, files):
        site, public = self.folder / "site", self.folder / "public"
        shutil.rmtree(site, ignore_errors=True)
        for path, text in {"site.toml": SITE, **files}.items():
            put(site / path, text)
        runs = []
        for _ in range(self.options.runs):
            shutil.rmtree(public, ignore_errors=True)
            runs.append(self.run(site, public))
        written = sum(path.stat().st_size for path in public.rglob("*") if path.is_file()) if public.is_dir() else 0
        if self.options.failures and not written:
            print((self.folder / "log").read_text("utf-8", "replace")[:400], file=sys.stderr)
        return Figures(min(cpu for cpu, _ in runs), min(peak for _, peak in runs), written)

    def run(self, site, public):
        """One build. It may fail: mistakes by the thousand are a case as well."""
        code, _, cpu, peak = self.start(site, public)
        if code not in (0, 1):
            log = (self.folder / "log").read_text("utf-8", "replace")
            raise SystemExit(f"ended with {code}:\n{log[-4000:]}")
        return cpu, peak

    def start(self, site, public):
        """Exit code, wall time, CPU time and peak memory of one build."""
        command = [self.options.bulletin, "build", "--quiet", "--site", site, "--out", public]
        log = self.folder / "log"
        launcher = [sys.executable, "-I", "-S", HERE / "launch.py", log, *command]
        code, wall, cpu, peak = subprocess.run(list(map(str, launcher)), check=True, capture_output=True, text=True).stdout.split()
        return int(code), float(wall), float(cpu), int(peak)


SMALL_SECONDS, SMALL_MEMORY = 2, 400_000_000


def check_small(options):
    """Builds and checks each small input. Returns 1 if one takes too much."""
    options.work.mkdir(parents=True, exist_ok=True)
    sys.setrecursionlimit(20_000)  # to remove deep folders
    bench = Bench(options)
    print(f"{'input':32}{'bytes':>9}{'exit':>6}{'wall':>9}{'CPU':>9}{'memory':>10}{'output':>10}{'log':>10}")
    failed = 0
    for name, make in small.ALL.items():
        if options.cases and name not in options.cases:
            continue
        files = make()
        size = sum(len(data if isinstance(data, bytes) else data.encode("utf-8")) for data in files.values())
        site, public = bench.folder / "site", bench.folder / "public"
        shutil.rmtree(site, ignore_errors=True)
        for path, text in {"site.toml": small.SITE, **files}.items():
            put_deep(site, path, text)
        best = None
        for _ in range(options.runs):
            shutil.rmtree(public, ignore_errors=True)
            shutil.rmtree(site / ".bulletin", ignore_errors=True)
            code, wall, cpu, peak = bench.start(site, public)
            best = min(best or (code, wall, cpu, peak), (code, wall, cpu, peak), key=lambda run: run[1])
        code, wall, cpu, peak = best
        written = sum(path.stat().st_size for path in public.rglob("*") if path.is_file()) if public.is_dir() else 0
        log = (bench.folder / "log").stat().st_size
        is_over = code not in (0, 1) or wall > SMALL_SECONDS or peak > SMALL_MEMORY or size > 100_000 + len(small.SITE)
        failed |= is_over
        print(
            f"{name:32}{size:9}{code:6}{wall:7.2f} s{cpu:7.2f} s{peak / 1e6:7.0f} MB{written / 1e6:7.1f} MB{log / 1e3:7.0f} kB"
            f"{'  TOO MUCH' if is_over else ''}",
            flush=True,
        )
    shutil.rmtree(bench.folder, ignore_errors=True)
    return int(failed)


def search_grammars(options):
    """Builds, for each grammar, articles of hostile code of all kinds; prints the slowest of each.
    Returns 1 if one takes too much."""
    options.work.mkdir(parents=True, exist_ok=True)
    bench = Bench(options)
    site, public = bench.folder / "site", bench.folder / "public"
    put(site / "site.toml", small.SITE)
    article = "content/articles/a.md"
    slowest = 0
    for language in options.cases or small.LANGUAGES:
        found = []
        for (repeated, length), text in small.hostile_codes().items():
            put(site / article, small.page(f"```{language}\n{text}```\n")[article])
            shutil.rmtree(public, ignore_errors=True)
            shutil.rmtree(site / ".bulletin", ignore_errors=True)
            code, _, cpu, peak = bench.start(site, public)
            if code != 0:
                raise SystemExit(f"{language} {repeated!r} {length}: ended with {code}")
            found.append((cpu, peak, repeated, length))
        cpu, _, repeated, length = max(found)
        peak = max(peak for _, peak, _, _ in found)
        print(f"{cpu:7.2f} s{peak / 1e6:7.0f} MB  {language} {repeated!r} {length}", flush=True)
        slowest = max(slowest, cpu)
    shutil.rmtree(bench.folder, ignore_errors=True)
    return int(slowest > SMALL_SECONDS)


def print_row(row):
    figures, idle = row["figures"], row["idle"]
    cpu = [max(one["cpu"] - idle["cpu"], 0.001) for one in figures]
    peak = [max(one["peak"] - idle["peak"], 1) for one in figures]
    output = [max(one["output"], 1) for one in figures]

    def doublings(values):
        return f"{values[1] / values[0]:8.1f}{values[2] / values[1]:6.1f}"

    print(
        f"{row['case']:22}{row['sizes'][2]:9}{doublings(cpu):>28}{cpu[2] / idle['cpu']:11.0f}x"
        f"{doublings(peak):>16}{peak[2] / 1e6:6.0f} MB{doublings(output):>16}",
        flush=True,
    )


def put(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


def put_deep(site, path, content):
    """Writes a file whose path may be longer than the system takes at once."""
    *folders, name = path.split("/")
    site.mkdir(parents=True, exist_ok=True)
    here = os.open(site, os.O_RDONLY)
    for folder in folders:
        try:
            os.mkdir(folder, dir_fd=here)
        except FileExistsError:
            pass
        below = os.open(folder, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644, dir_fd=here)
    with open(file, "wb") as out:
        out.write(content if isinstance(content, bytes) else content.encode("utf-8"))
    os.close(here)


def article(number, body, **fields):
    """An article; `fields` are lines of front matter, written as they come."""
    day = FIRST_DAY.date().isoformat()
    lines = {"title": f"文章{number}", "date": day, "summary": "摘要。", **fields}
    front = "".join(f"{key}: {value}\n" for key, value in lines.items())
    return f"---\n{front}---\n{body}"


def one(body, **fields):
    return {"content/articles/a.md": article(0, body, **fields)}


def many(count, fields=lambda number: {}, body="正文一段。\n", name=lambda number: f"a{number}"):
    return {f"content/articles/{name(number)}.md": article(number, body, **fields(number)) for number in range(count)}


def repeated(text, size):
    """`text` again and again, `size` bytes or a little less."""
    return text * (size // len(text.encode("utf-8")))


def lines(count, line):
    return "".join(line(number) for number in range(count))


def listed(values):
    return "[" + ", ".join(values) + "]"


def long_article(size):
    block = f"## 小标题\n\n{SENTENCE * 8}\n\n- 一\n- 二\n\n| 甲 | 乙 |\n|--|--|\n| 1 | 2 |\n\n"
    return one(repeated(block, size) + "\n## 末尾 {#a}\n")


def anchors(count):
    """As many links to headings of the same article, and again from another one."""
    headings = lines(count, lambda n: f"## 第{n}条 {{#t{n}}}\n\n")
    links = lines(count, lambda n: f"[{n}](#t{n})\n")
    across = lines(count, lambda n: f"[{n}](a.md#t{n})\n")
    return {**one(headings + links), "content/articles/b.md": article(1, across)}


def site_anchors(count):
    headings = lines(count, lambda n: f"## 第{n}条 {{#t{n}}}\n\n")
    across = lines(count, lambda n: f"[{n}](/articles/2014/a/#t{n})\n")
    return {**one(headings), "content/articles/b.md": article(1, across)}


def broken_links(count):
    return one(lines(count, lambda n: f"[{n}](keine{n}.md)\n"))


def broken_anchors(count):
    headings = lines(count, lambda n: f"## 第{n}条 {{#t{n}}}\n\n")
    return one(headings + lines(count, lambda n: f"[{n}](#u{n})\n"))


def broken_addresses(count):
    """Links to pages that are not there, among as many that are."""
    return {**many(count), "content/articles/b.md": article(1, lines(count, lambda n: f"[{n}](/articles/2015/a{n}/)\n"))}


def broken_articles(count):
    """One broken link in each article: every one is compared with all files."""
    return {f"content/articles/a{n}.md": article(n, f"[链](b{n}.md)\n") for n in range(count)}


def footnotes(count):
    return one(lines(count, lambda n: f"文[^{n}]") + "\n\n" + lines(count, lambda n: f"[^{n}]: 注{n}\n\n"))


def images(count):
    picture = (HERE.parent / "docs" / "images")
    found = sorted(picture.glob("*.png")) if picture.is_dir() else []
    data = min(found, key=lambda path: path.stat().st_size).read_bytes() if found else b""
    return {**one(lines(count, lambda n: f"![图{n}](p.png)\n\n")), "content/articles/p.png": data}


def aliases(count):
    return one("正文。\n", aliases=listed(f"/old/{n}/" for n in range(count)))


def terms_of_one(count):
    """One article under very many initiatives."""
    files = {f"content/initiatives/t{n}.md": f"---\nname: 行动{n}\n---\n" for n in range(count)}
    return {**one("正文。\n", initiatives=listed(f"t{n}" for n in range(count))), **files}


def one_term(count):
    files = {"content/initiatives/t.md": "---\nname: 行动\n---\n"}
    return {**many(count, lambda n: {"initiatives": "[t]", "date": day(n)}), **files}


def chain_of_terms(count):
    """Initiatives, each below the one before."""
    def term(n):
        parent = f"parent: t{n - 1}\n" if n else ""
        return f"---\nname: 行动{n}\n{parent}---\n"

    files = {f"content/initiatives/t{n}.md": term(n) for n in range(count)}
    return {**one("正文。\n", initiatives=f"[t{count - 1}]"), **files}


def regions(count):
    names = sites.region_names()
    codes = [code for code in sorted(names) if len(code) == 6 and not code.endswith("00")][:count]
    return {f"content/articles/a{n}.md": article(n, "正文。\n", regions=f'["{code}"]') for n, code in enumerate(codes)}


def one_issue(count):
    files = many(count, lambda n: {"issue": "2014-01", "date": day(n)})
    return {**files, "content/issues/2014-01.md": "---\ntitle: 合刊\ndate: 2014-01-31\n---\n卷首语。\n"}


def listed_issue(count):
    contents = "\n".join(f"  - a{n}" for n in range(count))
    return {**many(count), "content/issues/2014-01.md": f"---\ntitle: 合刊\ndate: 2014-01-31\ncontents:\n{contents}\n---\n"}


def many_issues(count):
    files = {f"content/issues/i{n}.md": f"---\ntitle: 第{n}期\ndate: {day(n)}\n---\n卷首语。\n" for n in range(count)}
    return {**many(count, lambda n: {"issue": f"i{n}"}), **files}


def day(number):
    """Days of the ten years of the measured corpus, again from the start where there are more."""
    return (FIRST_DAY.date() + corpus.datetime.timedelta(days=number % corpus.DAYS)).isoformat()


def same_stem(count):
    """The same title and the same stem in `count` folders, each with a different slug."""
    return {f"content/articles/{n}/same.md": article(n, "正文。\n", title="同一标题", slug=f"same-{n}") for n in range(count)}


def same_slug(count):
    """The same address for all: an error that names every one of them."""
    return {f"content/articles/{n}/same.md": article(n, "正文。\n") for n in range(count)}


def plain_pages(count):
    return {**one("正文。\n"), **{f"content/pages/p{n}.md": f"---\ntitle: 页{n}\n---\n正文。\n" for n in range(count)}}


def statics(count):
    return {**one("正文。\n"), **{f"static/f/{n}.txt": "x" for n in range(count)}}


def authors(count):
    return one("正文。\n", author=listed(f"作者{n}" for n in range(count)))


def unknown_keys(count):
    return one("正文。\n", **{f"unbekannt{n}": "x" for n in range(count)})


def deep_front_matter(count):
    return one("正文。\n", extra="\n" + lines(count, lambda n: f"  k{n}: 值{n}\n").rstrip("\n"))


def figures(count):
    return one("正文。\n", figures="\n" + lines(count, lambda n: f"  - {{name: 数{n}, value: {n}, unit: 户}}\n").rstrip("\n"))


def columns(count):
    return many(count, lambda n: {"column": f"栏目{n}", "date": day(n)})


def tags_in_common(count):
    """Every article under the same hundred initiatives: related articles have much to look through."""
    files = {f"content/initiatives/t{n}.md": f"---\nname: 行动{n}\n---\n" for n in range(100)}
    terms = listed(f"t{n}" for n in range(100))
    return {**many(count, lambda n: {"initiatives": terms, "date": day(n)}), **files}


def unknown_terms(count):
    """Each article names an initiative that is not there, among as many that are."""
    files = {f"content/initiatives/t{n}.md": f"---\nname: 行动{n}\n---\n" for n in range(count)}
    return {**many(count, lambda n: {"initiatives": f"[u{n}]"}), **files}


def doubled_terms(count):
    """Ever more terms for the same articles: no more than their pages may be added."""
    names = sites.region_names()
    codes = [code for code in sorted(names) if len(code) == 6 and not code.endswith("00")][:count]
    files = {f"content/initiatives/t{n}.md": f"---\nname: 行动{n}\n---\n" for n in range(count // 10)}
    terms = lambda n: {"initiatives": f"[t{n % (count // 10)}]", "regions": f'["{codes[n % count]}"]', "date": day(n)}  # noqa: E731
    return {**many(4_000, terms), **files}


def mark(character):
    return lambda size: one(repeated(character, size) + "\n")


def marked_words(character):
    return lambda size: one(repeated(f"{character}字 ", size) + "\n")


CASES = {
    "article": (long_article, 1_250_000),
    "paragraph": (lambda size: one(repeated(SENTENCE.replace("(#a)", "(b.md)"), size) + "\n") | {"content/articles/b.md": article(1, "乙。\n")}, 1_250_000),
    "plain paragraph": (lambda size: one(repeated("合作社推行清单制的做法，三年增收两成。", size) + "\n"), 1_250_000),
    "lines": (lambda size: one(repeated("合作社推行清单制的做法\n", size)), 1_250_000),
    "links": (lambda count: one(lines(count, lambda n: f"[链{n}](b.md)\n")) | {"content/articles/b.md": article(1, "乙。\n")}, 5_000),
    "links outside": (lambda count: one(lines(count, lambda n: f"[链{n}](https://a.example/{n}) https://b.example/{n} \n")), 5_000),
    "anchors": (anchors, 5_000),
    "anchors by address": (site_anchors, 5_000),
    "table": (lambda count: one("| 甲 | 乙 |\n|--|--|\n" + "| 一 | **二** |\n" * count), 12_500),
    "wide table": (lambda count: one("|" + "甲|" * count + "\n|" + "--|" * count + "\n|" + "一|" * count + "\n"), 12_500),
    "headings": (lambda count: one(lines(count, lambda n: f"## 标题{n}\n\n")), 25_000),
    "same headings": (lambda count: one("## 标题\n\n" * count), 25_000),
    "footnotes": (footnotes, 5_000),
    "quotes nested": (lambda count: one(">" * count + "字\n"), 2_500),
    "lists nested": (lambda count: one(lines(count, lambda n: "  " * n + "- 项\n")), 250),
    "code blocks": (lambda count: one("```rust\nfn f() {}\n```\n\n" * count), 250),
    "images": (images, 1_250),
    "aliases": (aliases, 50),
    "authors": (authors, 50),
    "figures": (figures, 50),
    "extra": (deep_front_matter, 750),
    "terms of one": (terms_of_one, 25),
    "one term": (one_term, 2_500),
    "hundred terms": (tags_in_common, 500),
    "chain of terms": (chain_of_terms, 4),
    "columns": (columns, 1_250),
    "regions": (regions, 700),
    "one day": (many, 2_500),
    "one issue": (one_issue, 2_500),
    "issue that lists": (listed_issue, 1_000),
    "issues": (many_issues, 1_250),
    "same title": (same_stem, 2_500),
    "same address": (same_slug, 1_250),
    "plain pages": (plain_pages, 250),
    "static files": (statics, 2_500),
    "broken links": (broken_links, 2_500),
    "broken anchors": (broken_anchors, 2_500),
    "broken addresses": (broken_addresses, 1_250),
    "broken articles": (broken_articles, 1_250),
    "unknown terms": (unknown_terms, 1_250),
    "terms, same articles": (doubled_terms, 200),
    "unknown keys": (unknown_keys, 750),
    **{f"only {name}": (mark(character), 250_000) for character, name in MARKS.items()},
    **{f"{name} and words": (marked_words(character), 250_000) for character, name in MARKS.items()},
}

if __name__ == "__main__":
    main()
