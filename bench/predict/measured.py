"""Commands, and what they take."""

import json
import os
import subprocess
import time
from dataclasses import dataclass


@dataclass
class Cost:
    seconds: float  # by the clock
    processors: float  # of all, s
    memory: int  # the largest, bytes


def run(*command):
    """Of one command, which must succeed."""
    start = time.monotonic()
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    seconds = time.monotonic() - start
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def landslides(folder):
    """How many a map has: outlines take time, too."""
    return json.loads((folder / "summary.json").read_text())["landslides"]
