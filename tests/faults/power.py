"""Power losses: what the disk has at an instant is copied, as if the power failed then, and mounted again.

The disk is a file with ext4 in it. What the system still holds in memory is not in the file, so the copy has
what a disk would have. It needs root, loop devices and mkfs.ext4.
"""

import contextlib
import shutil
import subprocess
import time

from kills import TwoStates
from program import WRITES, Failure, expect_same, expect_whole, point, published
from sites import write

DISK = 96 << 20  # bytes


@contextlib.contextmanager
def mounted(image, folder):
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-o", "loop", image, folder], check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def is_possible(bench):
    if shutil.which("mkfs.ext4") is None:
        return False
    make_disk(bench.path("probe"))
    try:
        with mounted(bench.path("probe"), bench.path("probed")):
            return True
    except subprocess.CalledProcessError:
        return False


def make_disk(image):
    with open(image, "wb") as file:
        file.truncate(DISK)
    subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True)


class OnDisk(TwoStates):
    """Two states of a site that is on a disk of its own, with its output and its cache."""

    def __init__(self, bench, disk, durable):
        self.durable = durable
        super().__init__(bench, disk)

    def switch(self, state):
        super().switch(state)
        text = self.files[state]["site.toml"].decode()
        write(self.site / "site.toml", f"{text}[output]\ndurable = {str(self.durable).lower()}\n".encode())


def run(bench, trials):
    """Half of the trials with `durable`. There no file may be torn, and the next build is right."""
    if not is_possible(bench):
        return {"left out": "no disk can be made here"}
    counts, torn, wrong, refused = {True: 0, False: 0}, 0, 0, 0
    calls = bench.program.calls(TwoStates(bench).site, bench.path("counted"), WRITES) if bench.strace else []
    for trial in bench.trials(trials):
        durable = trial % 2 == 0
        outcome = lose_power(bench, durable, trial // 2, calls)
        counts[durable] += 1
        if not durable:
            torn += outcome["torn"]
            wrong += outcome["wrong"]
            refused += outcome["refused"]
        elif outcome["torn"] or outcome["wrong"] or outcome["refused"]:
            raise Failure(f"with durable: {outcome}")
    return {
        "power losses with durable, nothing lost": counts[True],
        "without durable": counts[False],
        "of these with torn files": torn,
        "with pages that the next build left wrong": wrong,
        "with a next build that was refused": refused,
    }


def order(bench, _):
    """With `durable`, files reach the disk before the manifest names them, and moves before the build ends."""
    site = OnDisk(bench, bench.root, True)
    site.switch(1)
    calls = bench.program.calls(site.site, site.out, ["openat", "?rename", "renameat", "renameat2", "?unlink", "unlinkat", "fsync", "syncfs"])

    def at(*words, last=False):
        found = [number for number, call in enumerate(calls) if all(word in call for word in words)]
        if not found:
            raise Failure(f"no call with {words}")
        return found[-1] if last else found[0]

    manifests = [number for number, call in enumerate(calls) if call.startswith("rename") and "manifest.new" in call]
    flushes = [number for number, call in enumerate(calls) if call.startswith("syncfs")]
    moves = [number for number, call in enumerate(calls) if call.startswith(("renameat", "unlinkat")) and "index.html" in call]
    syncs = [number for number, call in enumerate(calls) if call.startswith("fsync")]
    if len(manifests) != 2 or len(flushes) != 2:
        raise Failure("\n".join(calls))
    first, second = manifests
    staged = at("openat", "O_CREAT", "index.html", last=True)
    expected = [
        (staged < flushes[0] < first, "staged files before the manifest"),
        (any(flushes[0] < sync < first for sync in syncs), "the manifest before its rename"),
        (any(first < sync < moves[0] for sync in syncs), "its rename before the first move"),
        (moves[-1] < flushes[1] < second, "moves before the manifest without removed files"),
    ]
    for holds, what in expected:
        if not holds:
            raise Failure(what + "\n" + "\n".join(calls))
    return {"steps in order": len(expected)}


def lose_power(bench, durable, trial, calls):
    image, copy = bench.path("disk.img"), bench.path("copy.img")
    make_disk(image)
    random = bench.random
    with mounted(image, bench.path("disk")) as disk:
        site = OnDisk(bench, disk, durable)
        site.switch(1)
        subprocess.run(["sync", "-f", disk], check=True)
        lose = lambda: subprocess.run(["cp", "--sparse=always", image, copy], check=True)  # noqa: E731
        if bench.strace and trial % 2:
            call, at = point(calls, random.randrange(len(calls) // 2, len(calls)))
            _, acted = bench.program.pause(site.site, site.out, call, at, lose)
            what = f"power loss at {call} {at}"
        else:
            acted = False
            bench.program.build(site.site, site.out).expect(0)
            what = "power loss after the end"
        if not acted:
            time.sleep(random.choice((0, 0, 1, 7)))
            lose()
        clean, out = site.clean, site.out.relative_to(disk)
        ended = not acted
    with mounted(copy, bench.path("again")) as again:
        found = published(again / out)
        versions = clean
        try:
            expect_whole(found, versions, what)
            torn = False
        except Failure:
            torn = True
        if durable and ended:
            expect_same(found, clean[1], what)
        run = bench.program.build(again / "site", again / out).expect(0, 2)
        wrong = run.code == 0 and published(again / out) != clean[1]
    return {"what": what, "torn": torn, "wrong": wrong, "refused": run.code == 2}
