"""
What hostile layers and files cost: peak memory of the whole process tree, time, and what was told.

    python -m tests.benchmarks.hostile_files [--scale 0.1] [CASE...] [-- options for leakscan]

At the scale 1 the sizes are: 10 GiB of zeros, a million entries, a line of 1 GiB, a hundred
thousand archives.  Each image holds a secret behind the hostile part; `found` says whether it was
seen.
"""

import argparse
import gzip
import io
import json
import random
import shutil
import struct
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from leakscan.detection.templates import render
from tests.benchmarks.measure import measure
from tests.builders import compress, document, sha256

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MIB = 1024 * 1024
CANARY = render("{github:ghp_}", random.Random(42)).encode()

Layer = Callable[[Path, float], None]
"""Writes a layer, compressed or not, to a path."""


def _zeros(count: int) -> Iterator[bytes]:
    block = bytes(MIB)
    for _ in range(count):
        yield block


def _gzip_zeros(mebibytes: int) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return b"".join([*map(packer.compress, _zeros(mebibytes)), packer.flush()])


def _zstd_zeros(mebibytes: int, window_log: int = 0) -> bytes:
    options = {zstd.CompressionParameter.window_log: window_log} if window_log else {}
    packer = zstd.ZstdCompressor(options=options)
    return b"".join([*map(packer.compress, _zeros(mebibytes)), packer.flush()])


def _tar(path: Path, files: Iterator[tuple[str, bytes]]) -> None:
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as archive:
        for name, data in files:
            archive.members.clear()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        info = tarfile.TarInfo("last/.env")
        info.size = len(CANARY)
        archive.addfile(info, io.BytesIO(CANARY))


def _zeros_layer(path: Path, scale: float) -> None:
    info = tarfile.TarInfo("zeros")
    info.size = int(10 * 1024 * scale) * MIB
    canary = tarfile.TarInfo("last/.env")
    canary.size = len(CANARY)
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    with path.open("wb") as file:
        file.write(packer.compress(info.tobuf()))
        for block in _zeros(int(10 * 1024 * scale)):
            file.write(packer.compress(block))
        file.write(packer.compress(canary.tobuf() + CANARY.ljust(512, b"\0") + bytes(1024)))
        file.write(packer.flush())


def _zeros_file(path: Path, scale: float) -> None:
    _tar(path, iter([("zeros.gz", _gzip_zeros(int(10 * 1024 * scale)))]))


def _zstd_file(path: Path, scale: float) -> None:
    _tar(path, iter([("zeros.zst", _zstd_zeros(int(10 * 1024 * scale)))]))


def _wide_windows(path: Path, scale: float) -> None:
    del scale
    text = random.Random(1).randbytes(150 * MIB)
    options = {zstd.CompressionParameter.window_log: 27}
    packer = zstd.ZstdCompressor(options=options)
    wide = packer.compress(text) + packer.flush()
    _tar(path, iter([("wide.zst", wide), ("wide.xz", compress(text[: 70 * MIB], "xz"))]))


def _bomb_in_bomb(path: Path, scale: float) -> None:
    inner = _zstd_zeros(int(10 * 1024 * scale))
    packed = compress(compress(inner, "zstd"), "gzip")
    _tar(path, iter([("bomb.gz", packed)]))


def _many_entries(path: Path, scale: float) -> None:
    _tar(path, ((f"d{n % 1000}/{n}", b"") for n in range(int(1_000_000 * scale))))


def _long_line(path: Path, scale: float) -> None:
    size = int(1024 * scale) * MIB
    info = tarfile.TarInfo("line")
    info.size = size + 1 + len(CANARY)
    with path.open("wb") as file:
        file.write(info.tobuf())
        for _ in range(size // MIB):
            file.write(b"x" * MIB)
        tail = b" " + CANARY
        file.write(tail + bytes(-info.size % 512) + bytes(1024))


def _many_archives(path: Path, scale: float) -> None:
    count = int(100_000 * scale)
    _tar(path, ((f"{n}.gz", gzip.compress(b"text %d" % n, 1)) for n in range(count)))


def _many_in_one(path: Path, scale: float) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(int(100_000 * scale)):
            archive.writestr(f"{n}.gz", gzip.compress(b"text %d" % n, 1))
    _tar(path, iter([("many.zip", buffer.getvalue())]))


def _forty_two(path: Path, scale: float) -> None:
    data = _gzip_zeros(int(1024 * scale))
    for _ in range(6):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(16):
                archive.writestr(f"lib {number}.zip", data)
        data = buffer.getvalue()
    _tar(path, iter([("42.zip", data)]))


def _overlapping(path: Path, scale: float) -> None:
    """Each member's stream takes the header of the next as a literal, and then its stream."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    count = int(20_000 * scale)
    body = b"".join([*map(packer.compress, _zeros(20)), packer.flush()])
    whole = bytearray()
    records = []
    for n in range(count):
        fields = (20, 0, 8, 0, 0, 0, len(body) + 40 * (count - 1 - n), 20 * MIB, 5, 0)
        name = b"%05d" % n
        central = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *fields, 0, 0, 0, 0, len(whole))
        records.append(central + name)
        quote = b"" if n == count - 1 else struct.pack("<BHH", 0, 35, 35 ^ 0xFFFF)
        whole += struct.pack("<4s5H3I2H", b"PK\x03\x04", *fields) + name + quote
    whole += body
    listing = b"".join(records)
    end = (0, 0, count, count, len(listing), len(whole), 0)
    data = bytes(whole) + listing + struct.pack("<4s4H2IH", b"PK\x05\x06", *end)
    _tar(path, iter([("overlap.zip", data)]))


CASES: dict[str, Layer] = {
    "zeros-layer": _zeros_layer,
    "zeros-file": _zeros_file,
    "zstd-file": _zstd_file,
    "wide-windows": _wide_windows,
    "bomb-in-bomb": _bomb_in_bomb,
    "many-entries": _many_entries,
    "long-line": _long_line,
    "many-archives": _many_archives,
    "many-in-one": _many_in_one,
    "42": _forty_two,
    "overlapping": _overlapping,
}


def _image(folder: Path, write: Layer, scale: float) -> Path:
    """Write an OCI layout with one layer; its diff_id is not promised."""
    blobs = folder / "layout" / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    layer = folder / "layer"
    write(layer, scale)
    digest = sha256(layer.read_bytes())
    size = layer.stat().st_size
    layer.rename(blobs / digest.partition(":")[2])

    def blob(value: object, kind: str) -> dict[str, object]:
        data = document(value)
        (blobs / sha256(data).partition(":")[2]).write_bytes(data)
        media_type = f"application/vnd.oci.image.{kind}.v1+json"
        return {"mediaType": media_type, "digest": sha256(data), "size": len(data)}

    config = blob(
        {"os": "linux", "architecture": "amd64", "config": {}, "rootfs": {"type": "layers"}},
        "config",
    )
    media_type = "application/vnd.oci.image.layer.v1.tar"
    layers = [{"mediaType": media_type, "digest": digest, "size": size}]
    manifest = blob({"schemaVersion": 2, "config": config, "layers": layers}, "manifest")
    layout = folder / "layout"
    (layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    (layout / "index.json").write_bytes(document({"schemaVersion": 2, "manifests": [manifest]}))
    return layout


def main() -> None:
    """Measure each case asked for, one after the other, and print a line about each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("cases", nargs="*", metavar="CASE")
    arguments, options = parser.parse_known_args()
    for name in arguments.cases or CASES:
        with tempfile.TemporaryDirectory(dir=arguments.folder) as made:
            folder = Path(made)
            layout = _image(folder, CASES[name], arguments.scale)
            written = folder / "report.json"
            taken = measure(
                [
                    *(sys.executable, "-m", "leakscan", "image", f"oci:{layout}"),
                    *("-o", f"json={written}", "--temp-dir", folder, "--no-progress"),
                    *(word for word in options if word != "--"),
                ]
            )
            report = json.loads(written.read_bytes()) if written.exists() else {}
            shutil.rmtree(layout)
        reasons = {skipped["reason"] for skipped in report.get("skipped", ())}
        # The config here promises no digests: that is told, and is not what is measured.
        told = sorted({reason[:60] for reason in reasons if not reason.startswith("config.")})
        print(  # noqa: T201 - what it is for
            f"{name:14} {taken.peak_mib:6.0f} MiB {taken.wall_seconds:7.1f} s wall"
            f" {taken.cpu_seconds:7.1f} s cpu  exit {taken.code}"
            f"  found {len(report.get('findings', ()))}  {'; '.join(told)}",
            flush=True,
        )


if __name__ == "__main__":
    main()
