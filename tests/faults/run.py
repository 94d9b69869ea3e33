#!/usr/bin/env python3
"""Kills builds, fills disks, damages caches and edits sources in the midst of builds, and looks at what is left.

    python3 tests/faults/run.py                     # the short form: a minute or two
    python3 tests/faults/run.py --scale 20          # the long one, whose figures are in docs/reliability.md
    python3 tests/faults/run.py --only edits --seed 7

After each fault every published file is whole, and the next build gives what a clean one gives. It needs Python 3.10
on Linux; what needs strace, a mount or another user is left out where that is not possible, and said.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import caches  # noqa: E402
import edits  # noqa: E402
import kills  # noqa: E402
import power  # noqa: E402
import refusals  # noqa: E402
import together  # noqa: E402
from program import Failure, Program, has_strace, published  # noqa: E402
from sites import copy_sources  # noqa: E402

# Name, what is tried, trials of the short form, whether it needs strace.
GROUPS = {
    "kills": (kills.run, 50, False),
    "failing calls": (refusals.injected, 50, True),
    "full disks": (refusals.full_disk, 10, False),
    "waiting for the disk": (power.order, 1, True),
    "power losses": (power.run, 4, False),
    "permissions": (refusals.permissions, 16, False),
    "caches": (caches.run, 50, False),
    "together": (together.builds, 12, False),
    "beside serve": (together.beside_serve, 5, False),
    "folder taken away": (refusals.taken_away, 12, True),
    "edits": (edits.run, 50, True),
}


class Bench:
    """A folder for one group, with the program and its luck."""

    def __init__(self, program, root, seed, strace, seconds=None):
        self.program, self.root, self.strace = program, root, strace
        self.random = random.Random(seed)
        self.tried = 0
        self.until = time.monotonic() + seconds if seconds else None

    def is_over(self):
        """Whether the time of the group is over."""
        return self.until is not None and time.monotonic() > self.until

    def trials(self, count):
        """The numbers of the trials for which there is time; `tried` counts them."""
        for trial in range(count):
            if self.is_over():
                return
            yield trial
            self.tried += 1

    def path(self, name):
        return self.root / name

    def folder(self, name):
        self.path(name).mkdir(exist_ok=True)
        return self.path(name)

    def clean(self, site):
        """The output of the same sources without anything that an earlier build left."""
        copy, out = copy_sources(site, self.path("clean-site")), self.path("clean")
        shutil.rmtree(out, ignore_errors=True)
        self.program.build(copy, out).expect(0)
        return published(out)


def main():
    options = arguments().parse_args()
    strace = has_strace()
    if os.environ.get("BULLETIN_REQUIRE_TOOLS") and shutil.which("strace") is None:
        raise SystemExit("strace is not installed")
    program = Program(options.bulletin.resolve())
    failures = 0
    for name, (group, trials, needs_strace) in GROUPS.items():
        if options.only and name not in options.only:
            continue
        if needs_strace and not strace:
            print(f"{name}: left out, no system call can be changed here")
            continue
        since = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="bulletin-faults-", dir=options.work) as root:
            os.chmod(root, 0o755)
            bench = Bench(program, Path(root), options.seed, strace, options.minutes and options.minutes * 60)
            try:
                figures = group(bench, max(1, round(trials * options.scale)))
            except Failure as failure:
                failures += 1
                print(f"{name}: FAILED with seed {options.seed}: {failure}", flush=True)
                continue
        text = ", ".join(f"{what} {figure}" for what, figure in figures.items())
        print(f"{name}: {text} ({time.monotonic() - since:.0f} s)", flush=True)
    return 1 if failures else 0


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}")
    parser.add_argument("--scale", type=float, default=1, help="this many times as many trials (%(default)s)")
    parser.add_argument("--minutes", type=float, help="the longest time for each group; what was reached is printed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="a folder on the file system to be tried")
    parser.add_argument("--bulletin", type=Path, default=Path(__file__).resolve().parents[2] / "target" / "release" / "bulletin")
    return parser


if __name__ == "__main__":
    sys.exit(main())
