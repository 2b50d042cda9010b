"""What a command takes: wall, CPU, and the memory of all its processes together."""

import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAMPLE_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What one command took, with all the processes it started."""

    wall_seconds: float
    cpu_seconds: float
    peak_mib: float
    """Of the whole process tree at one moment: shared pages counted once."""
    code: int


def measure(command: Sequence[str | Path]) -> Measure:
    """Run `command` and return what it took."""
    before = os.times()
    start = time.perf_counter()
    with subprocess.Popen(
        [str(word) for word in command],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        peak_kib = _watch(process)
    wall = time.perf_counter() - start
    after = os.times()
    cpu = sum(after[2:4]) - sum(before[2:4])
    return Measure(
        wall_seconds=round(wall, 2),
        cpu_seconds=round(cpu, 2),
        peak_mib=round(peak_kib / 1024, 1),
        code=process.returncode,
    )


def _watch(process: "subprocess.Popen[bytes]") -> int:
    """Return the peak of the tree's memory in KiB, sampled until the process ends."""
    peak = 0
    ended = threading.Event()

    def sample() -> None:
        nonlocal peak
        while not ended.wait(SAMPLE_SECONDS):
            peak = max(peak, sum(map(_proportional_kib, _tree(process.pid))))

    watcher = threading.Thread(target=sample)
    watcher.start()
    process.wait()
    ended.set()
    watcher.join()
    return peak


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = "".join(
            path.read_text(encoding="ascii")
            for path in Path(f"/proc/{pid}/task").glob("*/children")
        )
    except OSError:
        return
    for child in children.split():
        yield from _tree(int(child))


def _proportional_kib(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) if found else 0
