"""
Whether a scan that is interrupted at any moment ends as promised.

    python -m tests.benchmarks.interruptions [MOMENTS [SEED]]

Scans an image in several processes, and a context, with warm and with cold patterns; sends each of
SIGINT, SIGTERM and SIGHUP at MOMENTS random moments (cold: a fifth of them), to the process alone
or to its group; prints each run that broke a promise: the exit code, one line said, no traceback,
no file or process left, no report that looks whole and is not.  SIGKILL leaves a folder, which the
next scan has to remove.  Exits with 1 if a promise was broken.
"""

import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from leakscan.detection.templates import render
from leakscan.streams.belongings import Belongings
from tests.cli.interrupting import CODES, SIGNALS, Started, layers_image, said, started, wait_for

MIB = 1024 * 1024
FINDINGS = 1


@dataclass(frozen=True)
class Way:
    """One way to scan."""

    name: str
    words: tuple[str | Path, ...]
    cold: bool


@dataclass
class Tally:
    """What was seen of one way to scan and one signal."""

    ended: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def ways(folder: Path, rng: random.Random) -> Iterator[Way]:
    """Yield the ways to scan; what they scan is written to `folder`."""
    image = layers_image(folder / "image.tar.gz", rng, layers=8, layer_bytes=5 * MIB)
    context = folder / "context"
    context.mkdir()
    (context / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    for number in range(24):
        (context / f"{number}.bin").write_bytes(rng.randbytes(3 * MIB // 2))
        (context / f"{number}.env").write_text(render("GITHUB_TOKEN={github:ghp_}\n", rng))
    yield Way("image", ("image", image), cold=False)
    yield Way("image, patterns cold", ("image", image), cold=True)
    yield Way("context", ("context", context), cold=False)


def interrupt(
    way: Way, folder: Path, number: signal.Signals, at_seconds: float, rng: random.Random
) -> tuple[str, float, list[str]]:
    """Return how the run ended, how long that took, and which promises were broken."""
    with started(folder, *way.words) as run:
        wait_for(run.is_listening)
        time.sleep(at_seconds)
        whole_group = rng.random() < 0.5
        if run.process.poll() is None:
            run.signal(number, whole_group=whole_group)
        sent = time.monotonic()
        code = run.ended()
        seconds = time.monotonic() - sent
        return _way_out(run, code, number), seconds, _broken(run, code, number, sent)


def kill(way: Way, folder: Path, at_seconds: float) -> tuple[str, float, list[str]]:
    """Return the same of a run that is killed, and cannot do anything about it."""
    problems = []
    with started(folder, *way.words) as run:
        wait_for(run.is_listening)
        time.sleep(at_seconds)
        run.process.kill()
        sent = time.monotonic()
        code = run.ended()
        report = run.report()
        if report is not None and not report["complete"]:
            problems.append("a report that is not complete")
        while any(each.startswith("process ") for each in run.leftovers()):
            if time.monotonic() - sent > 20:
                problems.append(f"left behind: {run.leftovers()}")
                break
            time.sleep(0.05)
        seconds = time.monotonic() - sent
        left = len(list(run.temp.iterdir()))
        with Belongings().folder(run.temp):
            pass  # as the next scan begins and ends
        if run.leftovers():
            problems.append(f"not removed by the next scan: {run.leftovers()}")
    ended = "left a folder" if left else "left no folder"
    return ended if code == -signal.SIGKILL else "was done already", seconds, problems


def _way_out(run: Started, code: int, number: signal.Signals) -> str:
    report = run.report()
    if code == CODES[number]:
        return "stopped, with a report" if report else "stopped"
    return "was done already" if report else f"code {code}"


def _broken(run: Started, code: int, number: signal.Signals, sent: float) -> list[str]:
    problems = []
    errors = said(run)
    report = run.report()
    if code not in {CODES[number], FINDINGS}:
        problems.append(f"code {code}")
    if code == CODES[number] and (errors.count("\n") != 1 or "ed" not in errors):
        problems.append(f"said {errors!r}")
    if "Traceback" in errors or "Exception" in errors:
        problems.append(f"traceback {errors!r}")
    if code == FINDINGS and (report is None or not report["complete"]):
        problems.append("done, and the report is not complete")
    if code == CODES[number] and report is not None and "what was not searched" in errors:
        reasons = {item["reason"].split(":")[0] for item in report["skipped"]}
        if report["complete"] or reasons != {"interrupted"}:
            problems.append(f"a report in part that says {reasons}, {report['complete']}")
    while leftovers := run.leftovers():
        # An interpreter that ends by itself, as the one that watches the workers, needs its time.
        only_processes = all(each.startswith("process ") for each in leftovers)
        if time.monotonic() - sent > (20 if only_processes else 2):
            problems.append(f"left behind: {leftovers}")
            break
        time.sleep(0.05)
    return problems


def main(moments: int, seed: int) -> int:
    """Interrupt scans at random moments and print what was seen."""
    rng = random.Random(seed)
    broken = 0
    with tempfile.TemporaryDirectory() as name:
        every = list(ways(Path(name), rng))
        warm = Path(name) / "warm"
        _duration(every[0], Path(name) / "first", warm)
        (Path(name) / "first" / "cache").rename(warm)
        for position, way in enumerate(every):
            whole = _duration(way, Path(name) / f"whole-{position}", warm)
            for number in (*SIGNALS, signal.SIGKILL):
                tally = Tally()
                count = -(-moments // 5) if way.cold else moments
                for moment in range(count):
                    folder = Path(name) / f"run-{position}-{number.name}-{moment}"
                    _prepare(folder, warm, cold=way.cold)
                    at = rng.uniform(0, whole * 1.1)
                    ended, seconds, problems = (
                        kill(way, folder, at)
                        if number == signal.SIGKILL
                        else interrupt(way, folder, number, at, rng)
                    )
                    tally.ended[ended] += 1
                    tally.seconds.append(seconds)
                    tally.broken += [f"at {at:.2f} s: {problem}" for problem in problems]
                broken += len(tally.broken)
                print(
                    f"{way.name}: {number.name}: {count} moments in {whole:.1f} s:"
                    f" {dict(tally.ended)}; ended after {statistics.median(tally.seconds):.2f} s"
                    f" (longest {max(tally.seconds):.2f} s); broken promises: {len(tally.broken)}",
                    flush=True,
                )
                for line in tally.broken:
                    print(f"  {line}", flush=True)
    return 1 if broken else 0


def _duration(way: Way, folder: Path, warm: Path) -> float:
    """Return how long a run takes that nothing disturbs."""
    _prepare(folder, warm, cold=way.cold)
    with started(folder, *way.words) as run:
        wait_for(run.is_listening)
        begun = time.monotonic()
        assert run.ended() in {0, FINDINGS}, said(run)
        return time.monotonic() - begun


def _prepare(folder: Path, warm: Path, *, cold: bool) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "cache").mkdir(exist_ok=True, mode=0o700)
    if not cold and warm.exists():
        for file in warm.iterdir():
            (folder / "cache" / file.name).hardlink_to(file)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    sys.exit(main(count, int(sys.argv[2]) if len(sys.argv) > 2 else 1))
