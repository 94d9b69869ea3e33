"""A disk that is full or failing, folders that may not be written, and an output folder that is taken away."""

import os
import shutil
import subprocess
from pathlib import Path

from kills import TwoStates
from program import WRITES, Failure, expect_same, expect_whole, point, published
from sites import copy_sources, write

ERRORS = ["ENOSPC", "EACCES", "EIO", "EDQUOT"]


def injected(bench, trials):
    """One write fails, or all from one on."""
    site, random, failed, warned = TwoStates(bench), bench.random, 0, 0
    state = 0
    site.switch(1)
    calls = bench.program.calls(site.site, site.out, WRITES)
    for trial in bench.trials(trials):
        state = random.choice((state, 1 - state))
        site.switch(state)
        error = random.choice(ERRORS)
        call, at = point(calls, random.randrange(len(calls)))
        if trial % 2:
            call, at = ",".join(WRITES), f"{random.randrange(1, 40)}+"
        what = f"{error} at {call} {at}"
        run = bench.program.inject(site.site, site.out, call, f"error={error}", at).expect(0, 2)
        failed += run.code == 2
        if run.code == 0:
            expect_same(published(site.out), site.clean[state], what)
            warned += "warning" in run.text
        elif "error" not in run.text and trial % 2 == 0:
            raise Failure(f"{what}: no message")
        expect_whole(published(site.out), site.clean, what)
        site.expect_complete(state, what)
    return {"builds with a failing call": bench.tried, "ended with an error": failed, "went on with a warning": warned}


def full_disk(bench, trials):
    """A real file system of a few hundred kilobytes."""
    disk, site = bench.folder("disk"), TwoStates(bench)
    full = fitting = 0
    for trial in bench.trials(trials):
        size = 64 + trial * 3000 // trials
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", disk], capture_output=True, check=False)
        if mounted.returncode:
            return {"skipped": "no file system may be mounted here"}
        try:
            copy = site.site if trial % 2 else copy_sources_if_fits(site.site, disk / "site")
            run = bench.program.build(copy or site.site, disk / "out").expect(0, 2)
            found = published(disk / "out")
            full += run.code == 2
            fitting += run.code == 0
            if run.code == 0:
                expect_same(found, site.clean[0], f"a disk of {size} kB")
            else:
                expect_whole(found, site.clean, f"a disk of {size} kB")
            subprocess.run(["mount", "-o", "remount,size=100m", disk], check=True)
            bench.program.build(copy or site.site, disk / "out").expect(0)
            expect_same(published(disk / "out"), site.clean[0], f"more room after {size} kB")
        finally:
            subprocess.run(["umount", disk], check=True)
    return {"disks too small": full, "large enough": fitting}


def copy_sources_if_fits(site, to):
    try:
        return copy_sources(site, to)
    except (OSError, shutil.Error):
        shutil.rmtree(to, ignore_errors=True)
        return None


def permissions(bench, trials):
    """Folders that may not be written, as a user who is not root."""
    user = 65534 if os.geteuid() == 0 else None
    refused = 0
    for trial in bench.trials(trials):
        site = TwoStates(bench)
        site.switch(1)
        if user:
            for parent, folders, names in os.walk(bench.root):
                for name in [*folders, *names]:
                    os.chown(Path(parent, name), user, user, follow_symlinks=False)
            os.chmod(bench.root, 0o755)
        places = [site.out, site.out / ".bulletin", site.out / "articles", site.out / "articles/2024", site.site / ".bulletin", site.site / ".bulletin/cache", site.site / "content/articles/2024", site.site / "static"]
        place = places[trial % len(places)]
        os.chmod(place, 0o000 if trial // len(places) % 2 else 0o500)
        try:
            run = bench.program.build(site.site, site.out, user=user).expect(0, 1, 2)
        finally:
            os.chmod(place, 0o755)
        refused += run.code != 0
        what = f"{place.relative_to(bench.root)} may not be written"
        expect_whole(published(site.out), site.clean, what)
        if run.code == 0:
            expect_same(published(site.out), site.clean[1], what)
        site.program.build(site.site, site.out, user=user).expect(0)
        expect_same(published(site.out), site.clean[1], f"after: {what}")
    return {"builds without permission": bench.tried, "refused": refused}


def taken_away(bench, trials):
    """The output folder is removed, moved or replaced in the midst of a build."""
    site, random = TwoStates(bench), bench.random
    state, gone, late, logs = 0, 0, 0, {}
    for trial in bench.trials(trials):
        state = 1 - state
        if not site.out.exists():
            bench.program.build(site.site, site.out).expect(0)
        site.switch(state)
        if state not in logs:
            logs[state] = bench.program.calls(site.site, site.out, [*WRITES, "?newfstatat"])
        log = logs[state]
        last = max((number for number, call in enumerate(log) if call.startswith(("rename", "unlink"))), default=1)
        site.switch(1 - state)
        bench.program.build(site.site, site.out).expect(0)
        site.switch(state)
        aside = bench.path("aside")
        shutil.rmtree(aside, ignore_errors=True)
        how = trial % 3

        def take():
            if how == 0:
                shutil.rmtree(site.out)
                return
            site.out.rename(aside)
            if how == 2:
                write(site.out / "articles/index.html", b"foreign", age=False)

        at = random.randrange(last + 1)
        run, acted = bench.program.pause(site.site, site.out, *point(log, at), take)
        what = f"{['removed', 'moved', 'replaced'][how]} behind call {at} of {last}"
        if not acted:
            run.expect(0)
            continue
        if run.code == 2:
            gone += "output-gone" in run.text
            if "output-gone" not in run.text and "foreign-file" not in run.text:
                raise Failure(f"{what}: {run.text}")
            if how == 2 and published(site.out) != published_foreign(site.out):
                raise Failure(f"{what}: the other folder was touched")
        else:
            # It was taken away before the build looked for it, or after its end.
            run.expect(0)
            late += 1
            # The last calls of the log are those of the caches, behind the last look.
            if at < last - 12:
                expect_same(published(site.out), site.clean[state], f"{what}: built")
        shutil.rmtree(site.out, ignore_errors=True)
        site.expect_complete(state, what)
    return {"folders taken away": bench.tried, "noticed": gone, "before the beginning or after the end": late}


def published_foreign(out):
    return {path: digest for path, digest in published(out).items() if path == "articles/index.html"}
