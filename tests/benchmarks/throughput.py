"""
How many megabytes of text a second one core searches, with all rules, matching included.

    python -m tests.benchmarks.throughput [MEGABYTES [FOLDER]...]

The text is that of the clean roots that are cached (`tests.benchmarks.roots`), or of FOLDERs.  Says
for each what the matcher takes, and what confirming does.  The time is this process's own, the
least of three rounds.
"""

import bisect
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.detection.matcher import Hit
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer
from leakscan.model.rule import Confidence
from tests.benchmarks import roots

BLOCK_BYTES = 1 << 20
_PROBE, _LARGEST = 4096, 4 << 20
ROUNDS = 3

File = tuple[str, bytes]


def texts(root: Path, most: int) -> list[File]:
    """Return files of a tree that are text, up to so many bytes of them."""
    found: list[File] = []
    size = 0
    for path in sorted(root.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
            continue
        data = path.read_bytes()
        if b"\0" in data[:_PROBE]:
            continue
        found.append((str(path.relative_to(root)), data))
        size += len(data)
        if size >= most:
            break
    return found


def blocks(files: list[File]) -> Iterator[list[File]]:
    """Yield files in groups that make up a block, as a layer's stream is searched."""
    block: list[File] = []
    for file in files:
        block.append(file)
        if sum(len(data) for _, data in block) >= BLOCK_BYTES:
            yield block
            block = []
    if block:
        yield block


def search(detector: Detector, block: list[File]) -> tuple[float, float, int]:
    """Return the seconds of matching and of all, and the number of detections."""
    began = time.process_time()
    hits = detector.matcher.hits(b"".join(data for _, data in block))
    matched = time.process_time()
    starts = [0]
    for _, data in block:
        starts.append(starts[-1] + len(data))
    groups: dict[int, list[Hit]] = {}
    for hit in hits:
        at = bisect.bisect_right(starts, hit.end - 1) - 1
        groups.setdefault(at, []).append(Hit(hit.end - starts[at], hit.recogniser))
    count = 0
    for at, members in groups.items():
        name, data = block[at]
        count += len(detector.examine(Content(data=data, name=name), members))
    return matched - began, time.process_time() - began, count


def main() -> int:
    """Print a line for each root."""
    most = int(float(sys.argv[1]) * 1e6) if len(sys.argv) > 1 else 100_000_000
    made = [roots.cache() / name for name in ("python-forty", "node-forty", "go-thirty")]
    folders = [Path(name) for name in sys.argv[2:]] or [root for root in made if root.exists()]
    detector = Detector(
        load_rules().recognisers,
        Sealer(),
        min_confidence=Confidence.LIKELY,
        cache_dir=roots.cache(),
    )
    for folder in folders:
        files = texts(folder, most)
        size = sum(len(data) for _, data in files) / 1e6
        rounds = []
        for _ in range(ROUNDS):
            parts = [search(detector, block) for block in blocks(files)]
            matching, whole, found = (sum(column) for column in zip(*parts, strict=True))
            rounds.append((whole, matching, found))
        whole, matching, found = min(rounds)
        sys.stdout.write(
            f"{folder.name}: {size:.0f} MB, {found:.0f} detections, {size / whole:.0f} MB/s; "
            f"matching {matching:.2f} s, confirming {whole - matching:.2f} s\n"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
