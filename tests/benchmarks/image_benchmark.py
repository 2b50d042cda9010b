"""
How long `leakscan image` takes, beside what cannot be avoided.

    python -m tests.benchmarks.image_benchmark [-- more options for leakscan image]

One run measures, for plain layers as `docker save` writes them and for gzip layers:

- bare: SHA-256 of the blobs, inflation with isal and SHA-256 of what comes out; one process;
- search: ten shapes of tokens looked for by ripgrep, or grep, in the inflated layers;
- leakscan: the command, a cold process, nothing cached.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.benchmarks.big_image import forms
from tests.benchmarks.measure import measure

TOKENS = (
    r"ghp_[0-9A-Za-z]{36}",
    r"npm_[0-9A-Za-z]{36}",
    r"glpat-[0-9A-Za-z_-]{20}",
    r"AKIA[2-7A-Z]{16}",
    r"xox[abp]-[0-9A-Za-z-]{20,}",
    r"sk_live_[0-9A-Za-z]{24}",
    r"AIza[0-9A-Za-z_-]{35}",
    r"SG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    r"eyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.",
)

BARE = """
import hashlib, sys
from isal import isal_zlib
for name in sys.argv[1:]:
    outer, inner = hashlib.sha256(), hashlib.sha256()
    with open(name, "rb") as file:
        inflate = None
        while piece := file.read(1 << 20):
            outer.update(piece)
            if inflate is None and not piece.startswith(b"\\x1f\\x8b"):
                inflate = False
            if inflate is False:
                continue
            while piece:
                inflate = inflate or isal_zlib.decompressobj(31)
                inner.update(inflate.decompress(piece))
                piece = inflate.unused_data
                inflate = None if inflate.eof else inflate
                if inflate is None and not piece:
                    break
    print(name, outer.hexdigest()[:12])
"""


def run(form: str, path: Path, words: Sequence[str]) -> dict[str, Any]:
    """Return the measures of one form of the image, and what they are of."""
    with tempfile.TemporaryDirectory(prefix="leakscan-benchmark-") as scratch:
        layers, inflated = _unpack(path, Path(scratch))
        total = sum(layer.stat().st_size for layer in inflated)
        _warm(path, *layers, *inflated)
        bare = measure([sys.executable, "-c", BARE, *layers])
        search = measure(_search(inflated))
    _warm(path)
    scan = measure([sys.executable, "-m", "leakscan", "image", "--no-cache", *words, path])
    return {
        "form": form,
        "archive_bytes": path.stat().st_size,
        "layer_bytes": total,
        "measures": {"bare": asdict(bare), "search": asdict(search), "leakscan": asdict(scan)},
        "ratio_to_bare": round(scan.wall_seconds / bare.wall_seconds, 2),
        "ratio_to_search": round(scan.wall_seconds / search.wall_seconds, 2),
    }


def _unpack(path: Path, scratch: Path) -> tuple[list[Path], list[Path]]:
    """Return the layers of an archive as they are stored, and inflated."""
    with tarfile.open(path) as archive:
        archive.extractall(scratch / "blobs", filter="data")
    files = sorted(file for file in (scratch / "blobs").rglob("*") if file.is_file())
    layers = [file for file in files if _is_layer(file)]
    inflated = []
    for number, layer in enumerate(layers):
        plain = layer
        if _is_gzip(layer):
            plain = scratch / f"layer-{number}.tar"
            with plain.open("wb") as target:
                subprocess.run(["gzip", "-dc", layer], stdout=target, check=True)
        inflated.append(plain)
    return layers, inflated


def _is_layer(file: Path) -> bool:
    return _is_gzip(file) or _head(file)[257:262] == b"ustar"


def _is_gzip(file: Path) -> bool:
    return _head(file)[:2] == b"\x1f\x8b"


def _head(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(512)


def _search(files: Sequence[Path]) -> list[str | Path]:
    tool = ["rg", "-a", "-c", "--no-config"] if shutil.which("rg") else ["grep", "-a", "-c", "-E"]
    words: list[str | Path] = [*tool]
    for shape in TOKENS:
        words += ["-e", shape]
    return [*words, *files]


def _warm(*paths: Path) -> None:
    """Read the files once, so that none of the measures waits for the disk."""
    for path in paths:
        with path.open("rb") as file:
            while file.read(1 << 22):
                pass


def main() -> int:
    """Measure both forms, print a table and one line of JSON."""
    parser = argparse.ArgumentParser(description="Benchmark of leakscan image.")
    parser.add_argument("words", nargs="*", help="more options for leakscan image")
    words = parser.parse_args().words
    rows = [run(form, path, words) for form, path in forms().items()]
    for row in rows:
        sys.stdout.write(_table(row))
    sys.stdout.write(json.dumps({"cpus": os.cpu_count(), "forms": rows}) + "\n")
    return 0


def _table(row: dict[str, Any]) -> str:
    archive, layers = row["archive_bytes"] >> 20, row["layer_bytes"] >> 20
    lines = [
        f"{row['form']}: archive {archive} MiB, layers {layers} MiB",
        f"  {'':10}{'wall s':>8}{'CPU s':>8}{'peak MiB':>10}{'exit':>6}",
    ]
    for name, taken in row["measures"].items():
        lines.append(
            f"  {name:10}{taken['wall_seconds']:8.2f}{taken['cpu_seconds']:8.2f}"
            f"{taken['peak_mib']:10.1f}{taken['code']:6}"
        )
    lines.append(
        f"  leakscan takes {row['ratio_to_bare']} times bare, {row['ratio_to_search']} times search"
    )
    return "\n".join(lines) + "\n\n"


if __name__ == "__main__":
    raise SystemExit(main())
