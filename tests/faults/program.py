"""Runs bulletin, whole or with a fault at a chosen system call, and reads what it wrote."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

OWN_FOLDER = ".bulletin"
PATIENCE = 120  # seconds

# Calls by which a build changes something. A question mark: not every processor has the call.
WRITES = ["write", "pwrite64", "?mkdir", "mkdirat", "?rename", "renameat", "renameat2", "?unlink", "unlinkat", "?rmdir", "ftruncate", "fsync", "syncfs", "linkat"]

# Calls by which it looks at files, too: an edit may come behind any of them.
LOOKS = ["openat", "read", "?newfstatat", "statx", "?fstat", "getdents64", "?rename", "renameat", "?mkdir", "mkdirat"]


class Failure(Exception):
    """A law that did not hold."""


@dataclass
class Run:
    code: int  # negative: the signal that ended it
    text: str  # standard error

    def expect(self, *codes):
        if self.code not in codes:
            raise Failure(f"exit code {self.code}, not {' or '.join(map(str, codes))}\n{self.text}")
        return self


class Program:
    def __init__(self, path):
        self.path = path

    def command(self, site, out, *options):
        return [str(self.path), "build", "--lang", "en", "--site", str(site), "--out", str(out), *options]

    def build(self, site, out, threads=2, user=None, options=()):
        """A build to its end."""
        with tempfile.TemporaryFile() as err:
            process = subprocess.Popen(self.command(site, out, *options), stdout=subprocess.DEVNULL, stderr=err, env=environment(threads), user=user)
            return finish(process, err)

    def start(self, site, out, threads=2):
        return subprocess.Popen(self.command(site, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(threads))

    def inject(self, site, out, call, fault, when, threads=1):
        """A build in which the `when`th system call of this name of a thread fails, or is its last one.

        `call` may be several names; each is counted by itself.
        """
        rules = ["-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={when}"]
        command = ["strace", "-D", "-f", "-qq", "-o", "/dev/null", *rules, *self.command(site, out)]
        with tempfile.TemporaryFile() as err:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=err, env=environment(threads))
            return finish(process, err)

    def calls(self, site, out, calls, threads=1):
        """The system calls of a build, in order: those of the busiest thread."""
        with tempfile.NamedTemporaryFile("r") as log:
            command = ["strace", "-f", "-qq", "-o", log.name, "-e", f"trace={','.join(calls)}", *self.command(site, out)]
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(threads), timeout=PATIENCE, check=False)
            by_thread = {}
            for line in log.read().splitlines():
                thread, _, call = line.partition(" ")
                if re.match(r"\w+\(", call.strip()):
                    by_thread.setdefault(thread, []).append(call.strip())
        return max(by_thread.values(), key=len, default=[])

    def pause(self, site, out, call, when, action, path=None):
        """A build that is stopped behind the `when`th system call of this name, perhaps of those on one file alone, for `action`.

        Returns the run, and whether it was stopped.
        """
        with tempfile.TemporaryFile() as err, tempfile.NamedTemporaryFile("r") as log:
            rules = ["-e", f"trace={call}", "-e", f"inject={call}:signal=STOP:when={when}"]
            of_path = ["-P", str(path)] if path else []
            command = ["strace", "-D", "-f", "-qq", "-o", log.name, *of_path, *rules, *self.command(site, out)]
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=err, env=environment(1))
            seen, acted = "", False
            until = time.monotonic() + PATIENCE
            while process.poll() is None:
                seen += log.read()
                if "stopped by SIGSTOP" in seen:
                    if not acted:
                        acted = True
                        action()
                    process.send_signal(signal.SIGCONT)
                if time.monotonic() > until:
                    process.kill()
                    raise Failure("the build does not end")
                time.sleep(0.0005)
            return finish(process, err), acted


def point(calls, index):
    """The name of a call in a log, and how many of that name there are up to it."""
    names = [call.partition("(")[0] for call in calls[: index + 1]]
    return names[-1], names.count(names[-1])


def environment(threads):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    return {**kept, "RAYON_NUM_THREADS": str(threads)}


def finish(process, err):
    try:
        code = process.wait(PATIENCE)
    except subprocess.TimeoutExpired as error:
        process.kill()
        raise Failure("the build does not end") from error
    err.seek(0)
    run = Run(code, err.read().decode("utf-8", "replace"))
    if code in (101, -signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS):
        raise Failure(f"the program crashed with {code}\n{run.text}")
    return run


def has_strace():
    """Whether a system call can be changed here: some containers forbid it."""
    if shutil.which("strace") is None:
        return False
    probe = ["strace", "-qq", "-o", "/dev/null", "-e", "trace=openat", "-e", "inject=openat:signal=KILL:when=1", "cat", "/dev/null"]
    return subprocess.run(probe, capture_output=True, check=False).returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)


def published(out):
    """The hash of each published file by its path."""
    found = {}
    for parent, folders, names in os.walk(out):
        if Path(parent) == Path(out):
            folders[:] = [name for name in folders if name != OWN_FOLDER]
        for name in names:
            path = Path(parent, name)
            found[path.relative_to(out).as_posix()] = hashlib.blake2b(path.read_bytes(), digest_size=16).digest()
    return found


def own_files(out):
    """What the program keeps for itself in an output folder."""
    folder = Path(out, OWN_FOLDER)
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")) if folder.exists() else []


def expect_same(found, clean, what):
    if found == clean:
        return
    missing, more = sorted(clean.keys() - found.keys()), sorted(found.keys() - clean.keys())
    differing = sorted(path for path in clean.keys() & found.keys() if clean[path] != found[path])
    raise Failure(f"{what}: missing {missing[:5]}, too many {more[:5]}, differing {differing[:5]}")


def expect_whole(found, versions, what):
    """Every file is that of one version or another. Returns whether there are files of several."""
    only = set()
    for path, digest in found.items():
        holders = [number for number, version in enumerate(versions) if version.get(path) == digest]
        if not holders:
            raise Failure(f"{what}: {path} is neither the old file nor the new one")
        if len(holders) == 1:
            only.add(holders[0])
    return len(only) > 1
