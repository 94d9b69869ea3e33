"""Small hostile inputs: each below 100 kB, most made of one thing repeated. `hard.py --small` runs them."""

import struct
import sys
import zlib

sys.dont_write_bytecode = True
import sites  # noqa: E402

SIZE = 98_000
SITE = 'title = "简报"\nbase_url = "https://example.org/"\n'


def page(body="正文。\n", name="a", **fields):
    """An article; `fields` are lines of front matter, written as they come."""
    front = "".join(f"{key}: {value}\n" for key, value in {"title": "甲", "date": "2024-01-02", **fields}.items())
    return {f"content/articles/{name}.md": f"---\n{front}---\n{body}"}


def fill(text, size=SIZE):
    """`text` again and again, `size` bytes or a little less."""
    return text * (size // len(text.encode("utf-8")))


def counted(line, size=SIZE):
    """`line` with ever other numbers, `size` bytes or a little less."""
    lines, length = [], 0
    while True:
        lines.append(line.format(n=len(lines)))
        length += len(lines[-1].encode("utf-8"))
        if length > size:
            return "".join(lines[:-1])


def site(text, body="正文。\n", **fields):
    return {"site.toml": SITE + text, **page(body, **fields)}


# Images.


def png(width, height, kind=2, depth=8, row=None, interlaced=0):
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    packer = zlib.compressobj(9)
    if interlaced:
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
        sizes = [((width - x + across - 1) // across, (height - y + down - 1) // down) for x, y, across, down in passes]
        rows = [(bytes(1 + (wide * samples * depth + 7) // 8), high) for wide, high in sizes]
    else:
        rows = [(b"\0" + (row or bytes((width * samples * depth + 7) // 8)), height)]
    data = b"".join(packer.compress(row) for row, count in rows for _ in range(count)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def webp(width, height, filler=0):
    """A lossless WebP of one colour: no pixel takes a bit."""
    bits = [(width - 1, 14), (height - 1, 14), (1, 1), (0, 3), (0, 1), (0, 1), (0, 1)]
    bits += [(1, 1), (0, 1), (1, 1), (77, 8)] * 4 + [(1, 1), (0, 1), (0, 1), (0, 1)]
    number = at = 0
    for value, length in bits:
        number |= value << at
        at += length
    data = b"\x2f" + number.to_bytes((at + 7) // 8, "little") + bytes(filler)
    data += b"\0" * (len(data) % 2)
    body = b"WEBPVP8L" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def gif(width, height):
    """A GIF of one colour: codes grow longer as the runs do."""
    bits = at = 0
    out = bytearray()

    def put(code, length):
        nonlocal bits, at
        bits |= code << at
        at += length
        while at >= 8:
            out.append(bits & 255)
            bits >>= 8
            at -= 8

    put(4, 3)
    left, run, next_code, length = width * height, 1, 6, 3
    first = True
    while left > 0:
        if first:
            put(0, length)
            left, first, run = left - 1, False, 2
            continue
        if next_code > 4094:
            put(4, length)
            next_code, length, first = 6, 3, True
            continue
        if left < run:
            put(0, length)
            left -= 1
        else:
            put(next_code, length)
            left -= run
            run += 1
        next_code += 1
        if next_code == 1 << length and length < 12:
            length += 1
    put(5, length)
    put(0, 7)
    blocks = b"".join(bytes([len(part)]) + part for part in (bytes(out[i : i + 255]) for i in range(0, len(out), 255)))
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF1, 0, 0) + bytes(12)
    return head + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02" + blocks + b"\0;"


def light(file, size):
    """A PNG with `size` bytes."""
    return file[:-12] + chunk(b"npad", bytes(max(size - len(file) - 12, 0))) + file[-12:]


def jpeg(width, height):
    """A progressive JPEG of one grey with one bit for each block, which has to be turned."""
    blocks = -(-width // 8) * -(-height // 8)
    exif = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x112, 3, 1, 6, 0, 0)
    parts = [
        (0xE1, exif),
        (0xDB, b"\0" + bytes([1] * 64)),
        (0xC2, struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0)),
        (0xC4, b"\0" + bytes([1] + [0] * 15) + b"\0"),
        (0xDA, struct.pack(">BBBBBB", 1, 1, 0, 0, 0, 0)),
    ]
    head = b"".join(struct.pack(">BBH", 0xFF, name, len(data) + 2) + data for name, data in parts)
    return b"\xff\xd8" + head + bytes(-(-blocks // 8)) + b"\xff\xd9"


def pictures(*files):
    """An article that shows these files."""
    names = [f"p{number}" for number in range(len(files))]
    links = "".join(f"![图]({name}.png)\n\n" for name in names)
    return {**page(links), **{f"content/articles/{name}.png": data for name, data in zip(names, files)}}


def noise(length):
    out, state = bytearray(), 1
    while len(out) < length:
        state = state * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
        out.append(state >> 56)
    return bytes(out)


IMAGES = {
    "png 134217727x1": lambda: pictures(png_claim(134_217_727, 1)),
    "png claims 134 MP": lambda: pictures(png_claim(16_384, 8_191)),
    "png 16 MP": lambda: pictures(png(4096, 4096)),
    "png 16 MP, opacity": lambda: pictures(png(4096, 4096, 6)),
    "png 16 MP, 16 bits": lambda: pictures(png(4096, 2048, 6, 16)),
    "png 16 MP, interlaced": lambda: pictures(png(4096, 4095, 6, interlaced=1)),
    "png 65535 wide": lambda: pictures(png(65_535, 256)),
    "png 16383 high": lambda: pictures(png(1_024, 16_383)),
    "png 4000 high, noise": lambda: pictures(png(1_000, 4_000, 6, row=noise(4_000))),
    "png 5000 wide, noise": lambda: pictures(png(5_000, 800, 2, row=noise(15_000))),
    "png, ten of 16 MP": lambda: pictures(*[png(4096, 4095 - n, 0, 1) for n in range(10)]),
    "webp 134 MP": lambda: pictures(webp(16_383, 8_192, 5_000)),
    "webp 16 MP": lambda: pictures(webp(4_096, 4_096)),
    "webp 25 MP": lambda: pictures(webp(5_000, 5_000, 97_700)),
    "webp, ten of 16 MP": lambda: pictures(*[webp(4_096, 4_096 - n) for n in range(10)]),
    "gif 16 MP": lambda: pictures(gif(4_096, 4_096)),
    "png, 100 of 4 MP": lambda: pictures(*[png(2_048, 2_048 - n, 0, 1) for n in range(100)]),
    "png, 400 of 1 MP": lambda: pictures(*[png(1_024, 1_024 - n, 0, 1) for n in range(400)]),
    "png, 500 of 0.25 MP, striped": lambda: pictures(*[png(512, 512 - n % 400, 0, 1, row=bytes([n % 256] * 64)) for n in range(500)]),
    "png, as light as is reduced": lambda: pictures(*[light(png(2_048, 2_048 - n), 2_048 * 2_048 // 128) for n in range(2)]),
    "webp, as light as is reduced": lambda: pictures(webp(3_500, 3_500, 96_000)),
    "webp, 200 of 4 MP": lambda: pictures(*[webp(2_048, 2_048 - n) for n in range(200)]),
    "gif, 16 of 4 MP": lambda: pictures(*[gif(2_048, 2_048 - n) for n in range(16)]),
    "jpeg, 8 of 4 MP, turned": lambda: pictures(*[jpeg(2_048, 2_048 - 8 * n) for n in range(8)]),
    "svg": lambda: {**page("![图](a.svg)\n"), "content/articles/a.svg": "<svg width='9' height='9'>" + fill("<g>")},
}


def png_claim(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes(16_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


# Front matter, site.toml, folders.


def chain(folder, count):
    """Terms, each below the one before."""
    parent = "parent: t{}\n".format
    files = {f"content/{folder}/t{n}.md": f"---\nname: 第{n}层\n{parent(n - 1) if n else ''}---\n" for n in range(count)}
    return {**page(**{folder: f"[t{count - 1}]"}), **files}


def listed(item, size=60_000):
    return "[" + counted(item + ", ", size) + "末]"


TAGS = '[taxonomies.tags]\ntitle = "标签"\n[taxonomies.topics]\ntitle = "题"\nhierarchical = true\n'
DEEP = "/".join(f"a{n}" for n in range(3000))
FEW_DEEP = ", ".join("/".join(f"{n}x{level}" for level in range(16)) for n in range(6))

METADATA = {
    "tags, 2000": lambda: site(TAGS, tags=listed("t{n}", 10_000)),
    "tags, 100, long text": lambda: site(TAGS, fill("文[^a]", 95_000) + "\n\n[^a]: 注\n", tags=listed("t{n}", 480)),
    "topics, 6 of 16 levels": lambda: site(TAGS, fill("[a](#) ", 95_000), topics=f"[{FEW_DEEP}]"),
    "topic of 3000 levels": lambda: site(TAGS, topics=f"[{DEEP}]"),
    "initiatives, 1000 deep": lambda: chain("initiatives", 1_000),
    "regions, 1000 deep": lambda: chain("regions", 1_000),
    "regions, 100": lambda: page(fill("文[^a]", 95_000) + "\n\n[^a]: 注\n", regions="[" + ", ".join(COUNTIES[::28][:99]) + "]"),
    "unknown regions": lambda: page(regions=listed("没有的县{n}")),
    "unknown initiatives": lambda: {**page(initiatives=listed("没有的{n}")), "content/initiatives/a.md": "---\nname: 甲\n---\n"},
    "unknown contents": lambda: {**page(), "content/issues/a.md": f"---\ndate: 2024-01-31\ncontents: {listed('没有{n}')}\n---\n"},
    "authors": lambda: page(author=listed("作者{n}")),
    "aliases": lambda: page(aliases=listed("/旧/{n}/")),
    "figures": lambda: page(figures="\n" + counted("  - {{name: 数, value: {n}}}\n", 60_000).rstrip("\n")),
    "extra": lambda: page(extra="\n" + counted("  k{n}: x\n", 60_000).rstrip("\n")),
    "unknown keys": lambda: page(**{f"k{n}": "x" for n in range(6_500)}),
    "same key": lambda: page(extra="\n" + fill("  k: x\n", 60_000).rstrip("\n")),
    "long title": lambda: page(title=fill("题", 60_000)),
    "long summary": lambda: page(summary=fill("字", 60_000)),
    "references": lambda: page(extra="[&x " + fill("字", 30_000) + ", " + fill("*x, ", 30_000) + "末]"),
    "references, few": lambda: page(extra="[&x " + fill("字", 60_000) + ", " + "*x, " * 60 + "末]"),
    "brackets": lambda: page(extra=fill("[", 60_000)),
    "dashes": lambda: page(extra="\n  " + fill("- ", 60_000)),
    "quotes": lambda: page(summary='"' + fill('\\"', 60_000) + '"'),
    "comments in brackets": lambda: page(extra="[\n" + counted("a{n}, #x\n", 60_000) + "]"),
    "toml brackets": lambda: site("x = " + fill("[")),
    "toml braces": lambda: site("x = " + fill("{a=")),
    "toml dots": lambda: site(fill("a.") + "a = 1\n"),
    "toml table of dots": lambda: site("[" + fill("a.") + "a]\n"),
    "toml tables": lambda: site(counted("[taxonomies.t{n}]\n")),
    "toml keys": lambda: site(counted("k{n}=1\n")),
    "toml errors": lambda: site(fill("=\n")),
    "toml order": lambda: site("[taxonomies.tags]\norder = " + listed('"t{n}"', 90_000).replace("末", '"末"'), tags=listed("t{n}", 480)),
    "front matter, wide colons": lambda: {"content/articles/a.md": "---\ntitle: 甲\n" + counted("k{n}：x\n", 60_000) + "---\n"},
    "front matter, wide quotes": lambda: page(tags="[" + fill("“甲”，", 60_000) + "]"),
    "front matter, tabs": lambda: {"content/articles/a.md": "---\ntitle: 甲\nextra:\n" + fill("\tk: x\n", 60_000) + "---\n"},
    "front matter without end": lambda: {"content/articles/a.md": "---\ntitle: 甲\n" + fill("a: b\n", 90_000)},
    "front matter, open quotes": lambda: {"content/articles/a.md": '---\ntitle: "甲\n' + fill('a: "b\n', 60_000) + "---\n"},
    "dates": lambda: page(expires=fill("2024年1月2日", 60_000)),
    "toml, wide signs": lambda: site(fill("标题 ＝ “甲”\n")),
    "toml as JSON": lambda: {**page(), "site.toml": "{" + fill('"a": 1,\n') + "}"},
    "toml without quotes": lambda: {**page(), "site.toml": fill("title = 甲\n")},
    "toml, unknown tables": lambda: site(counted("[tabel{n}]\na = 1\n")),
    "UTF-8, damaged": lambda: {**page(), "content/articles/b.md": fill("说明这是说明这是说明", 90_000).encode().replace("说".encode(), b"\xe8\xaf")},
    "UTF-16": lambda: {**page(), "content/articles/b.md": fill("说明\n", 60_000).encode("utf-16")},
    "files that are left out": lambda: {**page(), **{f"content/x{n}.txt": "x" for n in range(2_000)}},
    "articles without front matter": lambda: {f"content/articles/{n}.md": "甲\n" for n in range(2_000)},
    "articles": lambda: {f"content/articles/{n}.md": "---\ntitle: 甲\ndate: 2024-01-02\n---\n" for n in range(2_400)},
    "issues of one number": lambda: {**page(), **{f"content/issues/{n}.md": "---\ndate: 2024-01-02\nnumber: 1\ntotal: 1\n---\n" for n in range(1_500)}},
    "pictures that are none": lambda: pictures(*[b"%PDF-1.7"] * 2_000),
    "deep folders": lambda: {"content/articles/" + "a/" * 1_900 + "x.md": page()["content/articles/a.md"]},
    "long name": lambda: {**page("![图](" + "图" * 80 + ".png)\n"), "content/articles/" + "图" * 80 + ".png": png(2_000, 1_000)},
}

COUNTIES = [code for code in sorted(sites.region_names()) if len(code) == 6 and not code.endswith("00")]


# Text.


def columns(count, rows):
    return "|甲" * count + "\n" + "|--" * count + "\n" + "|\n" * rows + "\n"


SANITIZE = '[markdown]\nraw_html = "sanitize"\n'

TEXT = {
    "quotes nested": lambda: page(fill(">") + "字\n"),
    "lists nested": lambda: page("".join("  " * n + "- 项\n" for n in range(300))),
    "items nested": lambda: page(fill("- ") + "字\n"),
    "numbers nested": lambda: page(fill("1. ") + "字\n"),
    "emphasis": lambda: page(fill("*字**字")),
    "underscores": lambda: page(fill("_字__字")),
    "brackets in text": lambda: page(fill("[")),
    "images nested": lambda: page(fill("![", 30_000) + "x" + fill("](a)", 60_000)),
    "links to one": lambda: page(fill("[a]", 50_000) + f"\n\n[a]: /{fill('x', 45_000)}\n"),
    "definitions": lambda: page(counted("[a{n}]: /b\n")),
    "definitions in use": lambda: page(counted("[a{n}] ", 45_000) + "\n\n" + counted("[a{n}]: #b\n", 50_000)),
    "footnotes": lambda: page(counted("[^{n}]", 40_000) + "\n\n" + counted("[^{n}]: 注\n\n", 55_000)),
    "footnotes nested": lambda: page("[^0]\n\n" + counted("[^{n}]: 见[^{n}1]\n\n")),
    "one footnote": lambda: page(fill("[^a]", 95_000) + "\n\n[^a]: 注\n"),
    "headings": lambda: page(fill("## 题\n")),
    "headings of three": lambda: page(fill("# a\n## b\n### c\n")),
    "code spans": lambda: page(fill("`a``b")),
    "entities": lambda: page(fill("&amp;")),
    "wide table": lambda: page("|甲" * 9_000 + "\n" + "|-" * 9_000 + "\n" + "|一" * 9_000 + "\n"),
    "tables that lack cells": lambda: page("".join(columns(360, 700) for _ in range(25))),
    "tables that lack some": lambda: page(columns(400, 50) + fill("一段。\n\n", 80_000)),
    "image many times": lambda: {**page(fill("![](a.png)\n\n", 90_000)), "content/articles/a.png": png(2_000, 1_000)},
    "broken links": lambda: page(fill("[](a)\n")),
    "broken anchors": lambda: page(counted("[](#a{n})\n")),
    "unsafe links": lambda: page(fill("[](a:b)")),
    "html nested": lambda: site(SANITIZE, fill("<div>")),
    "html nested, below the limit": lambda: site(SANITIZE, fill("<div>" * 90 + "</div>" * 90 + "\n\n")),
    "html styles": lambda: site(SANITIZE, counted("字<b id=b{n}>\n\n", 20_000) + fill("字\n\n", 75_000)),
    "html styles, below the limit": lambda: site(SANITIZE, counted("字<b id=b{n}>\n\n", 2_000) + fill("字\n\n", 90_000)),
    "html attributes": lambda: site(SANITIZE, "<b " + counted("a{n} ", 95_000) + ">字</b>\n"),
    "html tables": lambda: site(SANITIZE, fill("<table>")),
    "html svg": lambda: site(SANITIZE, fill("<svg><math>")),
    "html paragraphs": lambda: site(SANITIZE, fill("<p>")),
    "html anchors": lambda: site(SANITIZE, fill("<a>", 97_000)),
    "html end tags": lambda: site(SANITIZE, fill("<b>", 50_000) + fill("</p>", 45_000)),
    "html comments": lambda: site(SANITIZE, fill("<!--")),
}


# Text as it is pasted: the program reads it twice, or looks for what was meant.

PASTED = [
    "____", "姓名：____，", "30*40*", "*.jpg和", "zhang***@a.cn ", "李*明", "138****1234 ", "** 重点 **", "**甲：**乙", "“重点”**",
    "[^1]：", "[^1]：注\n\n", "(字)[址]", "[编者按]: 甲\n", "> [!NOTE] 文字\n", "![[图]]", "[[名]]", "＃题\n", "＞甲\n",
    "　　段\n", "一、甲\n", "（一）", "1.\t甲\n", "甲\t乙\n", "甲\t", "甲|乙\n", "｜甲｜乙｜\n", "<br>\n", "甲\u2028", "甲\x0b", "甲\u200b",
    "```a\n\n", "![图](图 1.png)", "![图](a.heic)", "[a](C:\\a.png)", "<img src=a.pdf>", "<p style='text-indent:2em'>甲</p>\n\n",
    "<span>", "<!-- ", "<script>",
]  # fmt: skip

PASTED_TEXTS = {
    f"pasted, {mode}, {text!r}": lambda text=text, mode=mode: site(f'[markdown]\nraw_html = "{mode}"\n', fill(text))
    for text in PASTED
    for mode in ("escape", "sanitize")
}


# Code: the grammars that are slowest, each with what it is slowest with.


def code(language, line, size=SIZE - 300):
    return lambda: page(f"```{language}\n{fill(line, size)}\n```\n")


# What hostile code repeats.
REPEATED = [
    " ", "a", "a ", "0", "(", "[", "{", "<", '"', "'", "`", "/", "\\", "*", "_", "-", "=", ":", ".", ",", "#", "$", "@",
    "|", "&", "%", "!", "~", "a(", "<a ", "${", "\t",
]  # fmt: skip

# The squares of the lengths of the lines of an article that are highlighted, in sum: MAX_SQUARES in
# src/article/markdown/highlight.rs.
SQUARES = 8 * 1024 * 1024


def hostile_code(repeated, length):
    """Lines of one thing, as many as the budget of an article and the size allow."""
    line = repeated * max(length // len(repeated), 1) + "\n"
    return line * min(SQUARES // len(line) ** 2, (SIZE - 300) // len(line))


def hostile_codes():
    """Of 200 characters are the longest lines of which an article takes its full size; the squares of longer
    lines are no more in sum. Short lines are the most lines."""
    return {(repeated, length): hostile_code(repeated, length) for length in (200, 1) for repeated in REPEATED}


# The slowest that `hard.py --grammars` has found.
SLOWEST = [
    ("d", "[", 200),
    ("matlab", "a", 1),
    ("ini", " ", 200),
    ("MultiMarkdown", "~", 200),
    ("md", "~", 200),
    ("R", "a", 1),
    ("sh", "~", 1),
    ("less", "a", 1),
]

CODE = {
    "code, js of one letter": code("js", "a"),
    "code, ini of blanks": code("ini", " "),
    "code, ini of lines": code("ini", " " * 999 + "\n"),
    **{
        f"code, {language} {repeated!r} {length}": lambda language=language, repeated=repeated, length=length: page(
            f"```{language}\n{hostile_code(repeated, length)}```\n"
        )
        for language, repeated, length in SLOWEST
    },
}

# A name of each grammar that an article can ask for.
LANGUAGES = """
.env .git .mailmap CMakeCache.txt CMakeCommands CMakeLists.txt COMMIT_EDITMSG Dockerfile Javadoc MediawikerPanel
MultiMarkdown R Shell-Unix-Generic TestBox adb adoc adp applescript as asa asp attributes authorized_keys awk bat
bib build c cabal camlp4 cfml clj cmd-help coffee commands-builtin-shell-bash conf.erb cpp cpuinfo cr cs css csv d
dart diff dot elm eml envvars erbsql erl ex ex.re exclude f f90 fish fs fstab gd git-rebase-todo gitconfig gitlog go
go.mod go.sum gp graphql groff groovy group h.in haml hh.in hosts hs htm.j2 html html.eex http idr ini j2 java jl jq
js js.erb json jsonnet jsp known_hosts kt lean less lhs lisp ll log ls lua m make man matlab md mediawiki meminfo ml
mll mly mm namelist nim ninja nix nsi odin org pas passwd pb.txt php pl pp properties proto ps1 purs py qml rails rb
rd re rego requirements.txt resolv.conf rkt robot rs rst rxml s sass scala scss sh show-nonprintable slim sls sml
sol sources.list sql ssh_config sshd_config strace sty styl sv svlt swift syslog tab tcl tex textile tf tfstate
todo.txt toml ts tsv tsx twig typ v varlink vhd vim vimhelp vs vue vy wgsl xml yaml yasm yaws zig
""".split()

ALL = {**IMAGES, **METADATA, **TEXT, **PASTED_TEXTS, **CODE}
