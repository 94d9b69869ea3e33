"""Starts one command, waits, and prints its time and memory by the system: `launch.py LOG COMMAND…`.

A child starts as a copy of its parent, and Linux counts that copy into the child's peak memory. So commands
are started from here: a bare interpreter of some 9 MB, below which no peak can be read. Run it with `-I -S`.
"""

import os
import sys
import time

log, *command = sys.argv[1:]
sink = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
outputs = [(os.POSIX_SPAWN_DUP2, sink, 1), (os.POSIX_SPAWN_DUP2, sink, 2)]
start = time.perf_counter()
child = os.posix_spawnp(command[0], command, os.environ, file_actions=outputs)
_, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - start
peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, peak)
