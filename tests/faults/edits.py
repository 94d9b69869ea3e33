"""Edits in the midst of builds. The law: whatever was changed, a quiet build afterwards equals a clean one."""

import shutil

import sites
from kills import TwoStates
from program import LOOKS, expect_same, point, published

FOLDER = "content/articles/2024"


def run(bench, trials):
    """A build that stops behind a random system call, an edit there, perhaps its undoing, and a quiet build."""
    site, random = TwoStates(bench), bench.random
    stopped = said = undone = 0
    forget = lambda: shutil.rmtree(site.site / ".bulletin")  # noqa: E731
    forget()
    logs = [bench.program.calls(site.site, site.out, LOOKS)]
    sites.apply(site.site, {f"{FOLDER}/a1.md": sites.article(1, 7).encode()}, "in place")
    logs.append(bench.program.calls(site.site, site.out, LOOKS))
    trial = 0
    while stopped < trials and not bench.is_over():
        trial += 1
        # With caches most files are not read at all, without them images are read twice.
        is_cached = random.random() < 0.7
        if not is_cached:
            forget()
        # Something to render: feeds read bodies again that were parsed long ago.
        sites.apply(site.site, sites.edits(random), random.choice(("in place", "old")))
        edit, how = sites.edits(random), random.choice(("in place", "rename", "old", "folder"))
        undo = random.choice(("keep", "back", "back"))
        before = {name: read(site.site / name) for name in edit}
        path = site.site / next(iter(edit)) if random.random() < 0.5 else None
        call, at = point(logs[is_cached], random.randrange(len(logs[is_cached])))
        if path:
            call, at = random.choice(("openat", "openat", "read", "read", "statx", "statx,newfstatat")), random.randrange(1, 4)
        aside = bench.path("aside")

        def change():
            if how == "folder":
                # The whole folder gives way to a copy, as version control and backups do it.
                shutil.copytree(site.site / FOLDER, aside, copy_function=shutil.copy2)
                swap(site.site / FOLDER, aside)
            sites.apply(site.site, edit, how)

        run, acted = bench.program.pause(site.site, site.out, call, at, change, path)
        run.expect(0, 1, 2)
        if not acted:
            # Its build made fewer calls, or did not read that file.
            continue
        stopped += 1
        said += "file-changed" in run.text
        if undo == "back":
            undone += 1
            if how == "folder":
                swap(site.site / FOLDER, aside)
            for name, (data, times) in before.items():
                put_back(site.site / name, data, times)
        shutil.rmtree(aside, ignore_errors=True)
        bench.program.build(site.site, site.out).expect(0)
        what = f"trial {trial}: {', '.join(edit)} {how} behind {call} {at}{' on it' if path else ''}, {undo}, {is_cached = }"
        expect_same(published(site.out), bench.clean(site.site), what)
        if trial % 40 == 0:
            site.switch(0)
    return {"builds with an edit in their midst": stopped, "edits undone after it": undone, "ended with an error that says so": said}


def read(path):
    if not path.is_file():
        return None, None
    status = path.stat()
    return path.read_bytes(), (status.st_atime_ns, status.st_mtime_ns)


def put_back(path, data, times):
    """The same bytes with the same time."""
    import os

    if data is None:
        path.unlink(missing_ok=True)
    elif not path.is_file() or path.read_bytes() != data:
        sites.write(path, data, age=False)
        os.utime(path, ns=times)


def swap(one, other):
    between = one.with_name(f".{one.name}.between")
    one.rename(between)
    other.rename(one)
    between.rename(other)
