"""Caches and manifests that are cut off, changed, swapped or foreign."""

import shutil
from pathlib import Path

from kills import TwoStates
from program import expect_same, expect_whole, published


def damage(data, random):
    """The bytes with one of many kinds of damage, and its name."""
    kind = random.choice(["empty", "cut", "zeros", "flip", "flips", "noise", "twice", "hole", "insert"])
    at = random.randrange(len(data) + 1)
    if kind == "empty":
        return b"", kind
    if kind == "cut":
        return data[:at], f"cut at {at}"
    if kind == "zeros":
        return data[:at] + bytes(len(data) - at), f"zeros from {at}"
    if kind in ("flip", "flips"):
        changed = bytearray(data or b"x")
        for _ in range(1 if kind == "flip" else 20):
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
        return bytes(changed), kind
    if kind == "noise":
        return random.randbytes(at), kind
    if kind == "twice":
        return data + data, kind
    if kind == "hole":
        return data[:at] + data[at + random.randrange(1, 200) :], f"hole at {at}"
    return data[:at] + random.randbytes(9) + data[at:], f"inserted at {at}"


def run(bench, trials):
    site, random = TwoStates(bench), bench.random
    state, refused, left = 0, 0, 0
    for trial in bench.trials(trials):
        own = [*Path(site.site, ".bulletin").rglob("*"), *Path(site.out, ".bulletin").rglob("*")]
        files = sorted(path for path in own if path.is_file() and path.name != "lock")
        for file in random.sample(files, k=min(len(files), random.choice((1, 1, 2, 5)))):
            if random.random() < 0.1:
                file.unlink()
                what = f"{file.name} removed"
                if random.random() < 0.3:
                    file.mkdir()
                    what = f"{file.name} is a folder"
            elif random.random() < 0.1:
                other = random.choice([path for path in files if path.is_file()])
                file.write_bytes(other.read_bytes())
                what = f"{file.name} is another file"
            else:
                data, what = damage(file.read_bytes(), random)
                file.write_bytes(data)
                what = f"{file.name}: {what}"
        before = published(site.out)
        if random.random() < 0.7:
            state = 1 - state
            site.switch(state)
        run = bench.program.build(site.site, site.out).expect(0, 2)
        found = published(site.out)
        expect_whole(found, site.clean, what)
        if run.code == 2:
            # Without a manifest, files that differ are another program's.
            refused += 1
            expect_same(found, before, f"{what}: refused")
        else:
            # Outputs that a damaged manifest does not name stay, as files of another program do.
            stale = {path: digest for path, digest in found.items() if path in before and path not in site.clean[state]}
            left += bool(stale)
            expect_same({path: digest for path, digest in found.items() if path not in stale}, site.clean[state], what)
        if run.code == 2 or found != site.clean[state] or any(path.is_dir() for path in files):
            shutil.rmtree(site.out)
            shutil.rmtree(site.site / ".bulletin", ignore_errors=True)
            site.expect_complete(state, f"{what}: from nothing")
    return {"damaged": bench.tried, "refused, nothing changed": refused, "old files left over": left}
