"""Several builds at once, and a build beside the preview."""

import http.client
import shutil
import socket
import subprocess
import time

from kills import TwoStates
from program import Failure, expect_same, finish, published
from sites import apply, article


def start(bench, site, out):
    import tempfile

    err = tempfile.TemporaryFile()
    command = bench.program.command(site, out)
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=err), err


def builds(bench, trials):
    """Into one folder: one works, the others say so. Into several: all work, the first ones too."""
    site, random, refused = TwoStates(bench), bench.random, 0
    state = 0
    for trial in bench.trials(trials):
        state = 1 - state
        site.switch(state)
        is_first = trial % 4 == 0
        if is_first:
            shutil.rmtree(site.site / ".bulletin", ignore_errors=True)
        several = trial % 2 == 0
        outs = [bench.path(f"out-{number}") for number in range(3)] if several else [site.out] * 3
        running = [start(bench, site.site, out) for out in outs]
        runs = [finish(*one) for one in running]
        if several:
            for run, out in zip(runs, outs):
                if run.expect(0).text:
                    raise Failure(f"builds into several folders, the first ones: {is_first}\n{run.text}")
                expect_same(published(out), site.clean[state], "builds into several folders")
                if random.random() < 0.5:
                    shutil.rmtree(out)
        else:
            refused += sum(run.expect(0, 2).code == 2 and "another-build" in run.text for run in runs)
            if any(run.code == 2 and "another-build" not in run.text for run in runs):
                raise Failure("\n".join(run.text for run in runs))
            if all(run.code for run in runs):
                raise Failure("no build worked")
            site.expect_complete(state, "builds into one folder")
    return {"groups of three builds": bench.tried, "refused beside another one": refused}


def beside_serve(bench, trials):
    """Each edit is built while the preview runs: both show it."""
    site = TwoStates(bench)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(bench.program.path), "serve", "--quiet", "--site", str(site.site), "--port", str(port)]
    preview = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for trial in bench.trials(trials):
            text = article(5, 1000 + trial).encode()
            apply(site.site, {"content/articles/2024/a5.md": text}, ["in place", "rename"][trial % 2])
            bench.program.build(site.site, site.out).expect(0)
            word = f"第{1000 + trial}稿".encode()
            if word not in (site.out / "atom.xml").read_bytes():
                raise Failure("the build does not have the edit")
            expect_shown(preview, port, word)
        clean = bench.clean(site.site)
        expect_same(published(site.out), clean, "a build beside the preview")
        for path in ("atom.xml", "sitemap.xml", "articles/2024/map.png"):
            if get(port, f"/{path}") != (site.out / path).read_bytes():
                raise Failure(f"the preview serves another {path}")
    finally:
        preview.terminate()
        preview.wait()
    return {"edits built beside the preview": bench.tried}


def get(port, path):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path)
        return connection.getresponse().read()
    except OSError:
        return b""


def expect_shown(preview, port, word):
    until = time.monotonic() + 30
    while word not in get(port, "/atom.xml"):
        if preview.poll() is not None or time.monotonic() > until:
            raise Failure("the preview does not show the edit")
        time.sleep(0.01)
