"""Builds that are killed, by a timer and at each system call that writes."""

import time

from program import WRITES, Failure, expect_same, expect_whole, own_files, point, published
from sites import sources, write_sources


class TwoStates:
    """A site that goes back and forth between two states, with the finished output of each."""

    def __init__(self, bench, root=None):
        root = root or bench.root
        self.bench, self.program = bench, bench.program
        self.site, self.out = root / "site", root / "out"
        self.site.mkdir(exist_ok=True)
        self.files = [sources(state) for state in (0, 1)]
        self.clean = []
        for state in (1, 0):
            self.switch(state)
            self.program.build(self.site, self.out).expect(0)
            self.clean.insert(0, published(self.out))

    def switch(self, state):
        write_sources(self.site, self.files[state])

    def expect_complete(self, state, what):
        """The next build completes the work, and leaves nothing of the one before."""
        self.program.build(self.site, self.out).expect(0)
        expect_same(published(self.out), self.clean[state], what)
        if own_files(self.out) != ["lock", "manifest"]:
            raise Failure(f"{what}: {own_files(self.out)} is left")


def run(bench, trials):
    """`trials` kills, half of them by a timer."""
    site, random = TwoStates(bench), bench.random
    program, state, mixed, missed = bench.program, 0, 0, 0
    start = time.perf_counter()
    site.switch(1)
    program.build(site.site, site.out).expect(0)
    whole = time.perf_counter() - start
    site.switch(0)
    calls = program.calls(site.site, site.out, WRITES) if bench.strace else []
    trial = killed = 0
    while killed < trials and not bench.is_over():
        trial += 1
        state = random.choice((state, 1 - state))
        site.switch(state)
        if trial % 2 and bench.strace:
            # Each call in turn; a step that has no common factor with their number begins everywhere early.
            call, at = point(calls, trial // 2 * 37 % len(calls))
            what = f"kill {trial}, at {call} {at}"
            code = program.inject(site.site, site.out, call, "signal=KILL", at, threads=1 + trial // 2 % 2).code
        else:
            what = f"kill {trial}, by a timer"
            process = program.start(site.site, site.out)
            time.sleep(random.uniform(0, whole))
            process.kill()
            code = process.wait()
        missed += code == 0
        killed += code != 0
        mixed += expect_whole(published(site.out), site.clean, what)
        if random.random() < 0.6:
            # On to the new state, or back.
            state = random.choice((state, 1 - state))
            site.switch(state)
            site.expect_complete(state, what)
    return {"builds killed": killed, "ended before": missed, "with files of both states": mixed}
