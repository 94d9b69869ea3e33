"""A small site in two states, and random edits of it: every kind of source."""

import os
import shutil
import struct
import time
import zlib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
AGE = 3600  # seconds; size and time tell whether an old file has changed
ARTICLES = 24


def png(width, shade):
    """A picture of one colour."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([shade, 120, 80]) * width for _ in range(width))
    header = struct.pack(">IIBBBBB", width, width, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def site_toml(subtitle):
    return f'title = "简报"\nsubtitle = "{subtitle}"\nbase_url = "https://jianbao.example/"\n[articles]\npage_size = 10\n[publish]\nunfinished = "allow"\n'


def article(number, version):
    day = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}"
    # A remark that is shown nowhere: it may change what stands where, and no page.
    remark = f"extra: {{remark: {'x' * (version * 7)}}}\n" if version % 3 == 2 else ""
    head = f"---\ntitle: 第{number}篇（{version}）\ndate: {day}\ncolumn: 要闻\nregions: [凌云县]\n{remark}---\n"
    return f"{head}第{number}篇的正文，第{version}稿。\n\n![图](map.png)\n\n见[附件](table.txt)。\n"


def sources(state):
    """All files of a state: of the other one, every page differs, and articles come and go."""
    files = {"site.toml": site_toml(f"第{state}次").encode()}
    for number in range(ARTICLES + 4):
        if number % 7 == 3 if state else number >= ARTICLES:
            continue
        files[f"content/articles/2024/a{number}.md"] = article(number, state).encode()
    files["content/articles/2024/map.png"] = png(400 + 8 * state, 40 * state)
    files["content/articles/2024/table.txt"] = f"年份,数\n2024,{state}\n".encode() * (1 + state)
    files["content/pages/about.md"] = f"---\ntitle: 关于\n---\n本刊{state}。\n".encode()
    files["content/issues/2024-01.md"] = f"---\nnumber: 1\ndate: 2024-12-28\n---\n卷首{state}。\n".encode()
    files["content/initiatives/four.md"] = f"---\nname: 四下基层\n---\n说明{state}。\n".encode()
    # A folder where the other state has a file.
    files["static/x/y/z.txt" if state else "static/x"] = b"a file"
    files["static/big.bin"] = bytes([state]) * 300_000
    if state:
        files["templates/404.html"] = '<p>没有这一页 <img src="@/articles/2024/map.png" alt="">'.encode()
    return files


def write_sources(folder, files, age=True):
    """Makes the sources of a site these files, and leaves those alone that are right."""
    for below in ("content", "static", "templates", "themes"):
        for path in sorted(Path(folder, below).rglob("*"), reverse=True):
            name = path.relative_to(folder).as_posix()
            if path.is_dir():
                if not any(other.startswith(f"{name}/") for other in files):
                    shutil.rmtree(path)
            elif name not in files:
                path.unlink()
    for name, data in files.items():
        path = Path(folder, name)
        if not path.is_file() or path.read_bytes() != data:
            write(path, data, age)


def write(path, data, age=True):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if age:
        old = time.time() - AGE
        os.utime(path, (old, old))


def copy_sources(site, to):
    """The sources alone: without output and caches."""
    ignored = shutil.ignore_patterns("public", ".bulletin")
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(site, to, ignore=ignored)
    return to


def edits(random):
    """A random edit: the files that it writes, or removes (None)."""
    number = random.randrange(ARTICLES)
    name = f"content/articles/2024/a{number}.md"
    version = random.randrange(2, 1000)
    body = article(number, version)
    others = [
        {name: None},
        {f"content/articles/2024/new{number % 5}.md": body.encode()},
        {"content/articles/2024/table.txt": f"年份,数\n2024,{version:4}\n".encode()},
        {"static/big.bin": bytes([version % 200]) * 300_000},
        {f"static/new{number % 3}.txt": str(version).encode()},
        {"site.toml": site_toml(f"改{version}").encode()},
        {"templates/404.html": f"<p>没有（{version}）".encode()},
        {"templates/404.html": None},
        {"content/issues/2024-01.md": f"---\nnumber: 1\ndate: 2024-12-28\n---\n卷首{version}。\n".encode()},
        {"content/initiatives/four.md": f"---\nname: 四下基层\n---\n说明{version}。\n".encode()},
        {"content/pages/about.md": f"---\ntitle: 关于\n---\n本刊{version}。\n".encode()},
        {"themes/own/theme.toml": b"contract = "} if version % 3 else {"content/regions/451027.md": f"---\naliases: [凌云{version}]\n---\n".encode()},
    ]
    usual = [
        {name: body.encode()},
        {name: body.replace("正文", "草稿").encode()},
        {"content/articles/2024/map.png": png(360 + version % 9 * 8, version % 200)},
    ]
    return random.choice(usual if random.random() < 0.7 else others)


def apply(site, edit, how):
    """Makes an edit as some program would: in place, by renaming, or with an old time."""
    for name, data in edit.items():
        path = Path(site, name)
        if data is None:
            path.unlink(missing_ok=True)
        elif how == "rename":
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(f".{path.name}.tmp")
            write(temporary, data, age=False)
            temporary.replace(path)
        else:
            write(path, data, age=how == "old")
