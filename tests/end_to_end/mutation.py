"""
Archives with damage: whether each planted secret is found, or the end says what was not read.

    python -m tests.end_to_end.mutation COUNT [SEED] [KIND...]

A kind says what is damaged: an image's archive as it lies on disk, or one part inside of an image
that is otherwise whole, with digests that fit the damaged bytes, so that only the format's own
reader can notice.  Everything follows from the seed and the number of the mutant.
"""

import codecs
import contextlib
import hashlib
import io
import random
import re
import sqlite3
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from leakscan.cli.exits import ExitCode, exit_code
from leakscan.detection.templates import render
from leakscan.errors import LeakscanError
from leakscan.model.report import Report
from leakscan.model.rule import Severity
from leakscan.scanners.image import scan_image
from leakscan.scanners.options import ScanOptions
from leakscan.streams.formats import sniffer
from tests import builders
from tests.repositories import Repository
from tests.streams.packing import ar, compiled, cpio, rpm

BLOCK = 512
SLOW_SECONDS = 10.0
_FILLER = 60

Mutation = Callable[[bytes, random.Random], bytes]


# --- what happens to bytes -----------------------------------------------------------------------


def truncated(data: bytes, rng: random.Random) -> bytes:
    """Cut the end off."""
    return data[: rng.randrange(len(data))]


def overwritten(data: bytes, rng: random.Random) -> bytes:
    """Put other bytes in some places."""
    changed = bytearray(data)
    for _ in range(rng.choice([1, 1, 3, 20])):
        changed[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(changed)


def flipped(data: bytes, rng: random.Random) -> bytes:
    """Turn over one bit."""
    changed = bytearray(data)
    changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def zeroed(data: bytes, rng: random.Random) -> bytes:
    """Make a stretch zero."""
    start = rng.randrange(len(data))
    end = min(len(data), start + rng.randrange(1, 2 * BLOCK))
    return data[:start] + bytes(end - start) + data[end:]


def shifted(data: bytes, rng: random.Random) -> bytes:
    """Insert or leave out some bytes, so that nothing after them is where headers say."""
    at = rng.randrange(len(data))
    if rng.random() < 0.5:
        return data[:at] + rng.randbytes(rng.choice([1, 17, BLOCK])) + data[at:]
    return data[:at] + data[at + rng.randrange(1, 4 * BLOCK) :]


def repeated(data: bytes, rng: random.Random) -> bytes:
    """Put a copy of some blocks somewhere else."""
    size = _unit(data)
    start, at = (rng.randrange(len(data) // size + 1) * size for _ in range(2))
    return data[:at] + data[start : start + rng.randrange(1, 30) * size] + data[at:]


def swapped(data: bytes, rng: random.Random) -> bytes:
    """Let two blocks change places."""
    size = _unit(data)
    blocks = [data[at : at + size] for at in range(0, len(data), size)]
    one, other = rng.randrange(len(blocks)), rng.randrange(len(blocks))
    blocks[one], blocks[other] = blocks[other], blocks[one]
    return b"".join(blocks)


def lying_header(data: bytes, rng: random.Random) -> bytes:
    """Change a field of a tar header and make its checksum right again."""
    headers = [at for at in range(0, len(data), BLOCK) if data[at + 257 : at + 262] == b"ustar"]
    if not headers:
        return overwritten(data, rng)
    start = rng.choice(headers)
    header = bytearray(data[start : start + BLOCK])
    at, size = rng.choice([(0, 100), (124, 12), (156, 1), (345, 155)])
    header[at : at + size] = rng.choice([bytes(size), b"7" * size, rng.randbytes(size)])
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return data[:start] + bytes(header) + data[start + BLOCK :]


def _unit(data: bytes) -> int:
    return BLOCK if len(data) > 8 * BLOCK else 16


MUTATIONS: tuple[Mutation, ...] = (
    truncated,
    overwritten,
    flipped,
    zeroed,
    shifted,
    repeated,
    swapped,
    lying_header,
)


# --- what is damaged -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Planted:
    """Something whole to be damaged, and what it becomes part of."""

    secrets: tuple[str, ...]
    data: bytes
    wrap: Callable[[bytes], bytes]
    """Returns the archive to be scanned."""
    seal: Callable[[bytes], bytes] | None = None
    """Makes a checksum right again, so that it does not give the damage away."""
    name: str = ""
    """Of a file inside of a layer: what it is goes by its first bytes."""
    plain: str = ""
    """The encoding that the secrets have in the data: damage to one is then no loss of ours."""

    def lost(self, damaged: bytes) -> set[str]:
        """Return the secrets that the damage itself took away."""
        if not self.plain:
            return set()
        texts = [damaged[start:].decode(self.plain, "replace") for start in range(2)]
        word = r"(?<![0-9A-Za-z_])%s(?![0-9A-Za-z_])"
        return {
            one for one in self.secrets if not any(re.search(word % one, text) for text in texts)
        }

    def unrecognisable(self, damaged: bytes) -> bool:
        """Tell whether the first bytes say no more what the file is, and its name does not."""
        if not self.name:
            return False
        if len(damaged) < len(b"PK\3\4xx"):
            return True
        form = sniffer().sniff(self.data, self.name)
        return form is not None and sniffer().sniff(damaged, self.name) is not form


def _secrets(rng: random.Random) -> tuple[str, ...]:
    return tuple(render("{github:ghp_}", rng) for _ in range(3))


def _files(secrets: Sequence[str]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for number, secret in enumerate(secrets):
        files[f"{number}/one.txt"] = b"plain text\n" * _FILLER
        files[f"{number}/.env"] = f"GITHUB_TOKEN={secret}\n".encode()
        files[f"{number}/two.txt"] = b"more text\n" * _FILLER
    return files


def _built(secrets: Sequence[str]) -> builders.BuiltImage:
    layers = [builders.layer(_files([secret])) for secret in secrets]
    return builders.image(layers, name="demo:1")


def _archive(pack: Callable[[builders.BuiltImage], bytes]) -> Callable[[random.Random], Planted]:
    def plant(rng: random.Random) -> Planted:
        secrets = _secrets(rng)
        return Planted(secrets, pack(_built(secrets)), wrap=lambda data: data)

    return plant


def _layer(compression: str) -> Callable[[random.Random], Planted]:
    """Return a maker of a layer; digests are those of the damaged blob."""

    def plant(rng: random.Random) -> Planted:
        secrets = _secrets(rng)
        tar = builders.layer(_files(secrets))

        def wrap(blob: bytes) -> bytes:
            files = builders.oci_files(builders.image([tar]), compression=compression)
            stored = builders.compress(tar, compression)
            return _replaced(files, stored, blob, tar if compression else blob)

        plain = "" if compression else "latin-1"
        return Planted(secrets, builders.compress(tar, compression), wrap, plain=plain)

    return plant


def _replaced(files: Mapping[str, bytes], old: bytes, new: bytes, tar: bytes) -> bytes:
    """Return an OCI archive with another blob, its digest, size and diff_id put right."""
    config = builders.image([tar]).config
    manifest = builders.document(
        {
            "schemaVersion": 2,
            "mediaType": builders.MANIFEST_TYPE,
            "config": {
                "mediaType": builders.CONFIG_TYPE,
                "digest": builders.sha256(config),
                "size": len(config),
            },
            "layers": [
                {
                    "mediaType": f"{builders.OCI}.layer.v1.tar",
                    "digest": builders.sha256(new),
                    "size": len(new),
                }
            ],
        }
    )
    kept = {name: data for name, data in files.items() if not name.startswith("blobs/")}
    assert old in files.values()
    for blob in (config, manifest, new):
        builders.add_blob(kept, blob)
    top = {"mediaType": builders.MANIFEST_TYPE, "digest": builders.sha256(manifest)}
    kept["index.json"] = builders.document(
        {"schemaVersion": 2, "manifests": [top | {"size": len(manifest)}]}
    )
    return builders.layer(kept)


def _inside(
    name: str,
    make: Callable[[dict[str, bytes]], bytes],
    seal: Callable[[bytes], bytes] | None = None,
    *,
    plain: str = "",
) -> Callable[[random.Random], Planted]:
    """Return a maker of a file in an otherwise whole image."""

    def plant(rng: random.Random) -> Planted:
        secrets = _secrets(rng)

        def wrap(data: bytes) -> bytes:
            layer = builders.layer({"etc/motd": b"hello\n", name: data, "etc/last": b"bye\n"})
            return builders.oci_archive(builders.image([layer]), compression="")

        return Planted(secrets, make(_files(secrets)), wrap, seal, name, plain=plain)

    return plant


def _zip(method: int) -> Callable[[dict[str, bytes]], bytes]:
    def make(files: dict[str, bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return buffer.getvalue()

    return make


def _pack(files: dict[str, bytes]) -> bytes:
    """Return a pack whose older versions, with the secrets, are deltas."""
    with tempfile.TemporaryDirectory() as folder:
        repository = Repository(Path(folder) / "repository")
        padding = b"".join(b"line %d of it\n" % number for number in range(120))
        old = {name: padding + data for name, data in files.items() if name.endswith(".env")}
        stream = bytearray()
        for version in (old, dict.fromkeys(old, padding + b"A=1\n" * 9)):
            stream += b"commit refs/heads/main\ncommitter A <a@b> 1700000000 +0000\ndata 1\nx\n"
            for name, data in version.items():
                stream += b"M 644 inline %s\ndata %d\n%s\n" % (name.encode(), len(data), data)
        repository.git("fast-import", "--quiet", data=bytes(stream))
        return repository.pack()


def _sealed_pack(data: bytes) -> bytes:
    body = data[:-20]
    return body + hashlib.sha1(body, usedforsecurity=False).digest()


def _loose(files: dict[str, bytes]) -> bytes:
    data = b"".join(files.values())
    return zlib.compress(b"blob %d\0" % len(data) + data)


def _compressed_tar(method: str) -> Callable[[dict[str, bytes]], bytes]:
    return lambda files: builders.compress(builders.layer(files), method)


def _compressed(method: str) -> Callable[[dict[str, bytes]], bytes]:
    return lambda files: builders.compress(b"".join(files.values()), method)


def _debian_package(files: dict[str, bytes]) -> bytes:
    data = builders.compress(builders.layer(files), "xz")
    return ar({"debian-binary": b"2.0\n", "control.tar.xz": data[:0], "data.tar.xz": data})


def _rpm_package(files: dict[str, bytes]) -> bytes:
    return rpm(builders.compress(cpio(files), "gzip"))


def _database(encoding: str) -> Callable[[dict[str, bytes]], bytes]:
    """Return a maker of a database; a text of many pages is in it, too."""

    def make(files: dict[str, bytes]) -> bytes:
        with contextlib.closing(sqlite3.connect(":memory:")) as connection:
            connection.execute(f"PRAGMA encoding='{encoding}'")
            connection.execute("CREATE TABLE files (id INTEGER PRIMARY KEY, name TEXT, value TEXT)")
            rows = [(name, data.decode()) for name, data in files.items()]
            rows.insert(0, ("long", "a long line\n" * 2000))
            connection.executemany("INSERT INTO files (name, value) VALUES (?, ?)", rows)
            connection.commit()
            return connection.serialize()

    return make


def _compiled(files: dict[str, bytes]) -> bytes:
    source = f"FILES = { ({name: data.decode() for name, data in files.items()})!r}\n"
    return compiled(source)


def _wide(files: dict[str, bytes]) -> bytes:
    return codecs.BOM_UTF16_LE + b"".join(files.values()).decode().encode("utf-16-le")


def _document(name: str) -> Callable[[random.Random], Planted]:
    """Return a maker of a JSON document of an archive; layers and config have the secrets."""

    def plant(rng: random.Random) -> Planted:
        secrets = _secrets(rng)
        layers = [builders.layer(_files([secret])) for secret in secrets[:2]]
        environment = {"Env": ["PATH=/bin", f"GITHUB_TOKEN={secrets[2]}"]}
        built = builders.image(layers, name="demo:1", config=environment)
        files: dict[str, bytes] = builders.oci_files(built, compression="")
        config_name = "blobs/" + builders.sha256(built.config).replace(":", "/")
        listed = [
            {
                "Config": config_name,
                "RepoTags": ["demo:1"],
                "Layers": ["blobs/" + builders.sha256(layer).replace(":", "/") for layer in layers],
            }
        ]
        files["manifest.json"] = builders.document(listed)
        target = config_name if name == "config" else name

        def wrap(data: bytes) -> bytes:
            return builders.layer({**files, target: data})

        return Planted(secrets, files[target], wrap)

    return plant


KINDS: dict[str, Callable[[random.Random], Planted]] = {
    "docker-save": _archive(builders.docker_archive_legacy),
    "docker-save-25": _archive(builders.docker_archive_engine25),
    "oci": _archive(lambda built: builders.oci_archive(built, compression="")),
    "oci-gzip": _archive(lambda built: builders.oci_archive(built, compression="gzip")),
    "oci-zstd": _archive(lambda built: builders.oci_archive(built, compression="zstd")),
    "archive-gzip": _archive(
        lambda built: builders.compress(builders.docker_archive_legacy(built), "gzip")
    ),
    "layer-tar": _layer(""),
    "layer-gzip": _layer("gzip"),
    "layer-zstd": _layer("zstd"),
    "zip": _inside("app/lib.jar", _zip(zipfile.ZIP_DEFLATED)),
    "zip-stored": _inside("app/lib.zip", _zip(zipfile.ZIP_STORED), plain="latin-1"),
    "tar": _inside("app/files.tar", builders.layer, plain="latin-1"),
    "tar-gzip": _inside("app/files.tar.gz", _compressed_tar("gzip")),
    "tar-zstd": _inside("app/files.tar.zst", _compressed_tar("zstd")),
    "tar-xz": _inside("app/files.tar.xz", _compressed_tar("xz")),
    "gzip": _inside("app/log.gz", _compressed("gzip")),
    "bzip2": _inside("app/log.bz2", _compressed("bz2")),
    "lz4": _inside("app/log.lz4", _compressed("lz4")),
    "deb": _inside("app/one.deb", _debian_package),
    "rpm": _inside("app/one.rpm", _rpm_package),
    "cpio": _inside("app/initrd", cpio, plain="latin-1"),
    "sqlite": _inside("app/one.db", _database("UTF-8"), plain="latin-1"),
    "sqlite-utf-16": _inside("app/two.db", _database("UTF-16le"), plain="utf-16-le"),
    "pyc": _inside("app/__pycache__/a.cpython-311.pyc", _compiled, plain="latin-1"),
    "utf-16": _inside("app/notes.txt", _wide, plain="utf-16-le"),
    "git-pack": _inside(f"app/.git/objects/pack/pack-{'1' * 40}.pack", _pack),
    "git-pack-sealed": _inside(f"app/.git/objects/pack/pack-{'1' * 40}.pack", _pack, _sealed_pack),
    "git-loose": _inside("app/.git/objects/12/" + "3" * 38, _loose),
    "json-manifest": _document("manifest.json"),
    "json-index": _document("index.json"),
    "json-config": _document("config"),
}


# --- the judgement -------------------------------------------------------------------------------


@dataclass
class Tally:
    """What became of some mutants."""

    mutants: int = 0
    refused: int = 0
    found_all: int = 0
    told: int = 0
    excused: int = 0
    unrecognisable: int = 0
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)
    by_kind: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        rows = [
            f"mutants          {self.mutants}",
            f"refused (exit 4) {self.refused}",
            f"all found        {self.found_all}",
            f"incomplete, told {self.told}",
            f"secret destroyed {self.excused}",
            f"not recognised   {self.unrecognisable}",
            f"slowest          {self.slowest:.2f} s",
            f"wrong            {len(self.wrong)}",
        ]
        return "\n".join([*rows, *self.wrong])


def mutants(
    count: int, seed: int, kinds: Sequence[str] = tuple(KINDS)
) -> Iterator[tuple[str, str, Planted, bytes]]:
    """Yield a label, the kind, what was planted, and the damaged archive's damaged part."""
    plants = {kind: KINDS[kind](random.Random(f"{seed} {kind}")) for kind in kinds}
    for number in range(count):
        kind = kinds[number % len(kinds)]
        mutation = MUTATIONS[number // len(kinds) % len(MUTATIONS)]
        rng = random.Random(f"{seed} {number}")
        planted = plants[kind]
        damaged = mutation(planted.data, rng)
        if planted.seal is not None:
            damaged = planted.seal(damaged)
        yield f"{number} {kind} {mutation.__name__}", kind, planted, damaged


def run(count: int, seed: int, folder: Path, kinds: Sequence[str] = tuple(KINDS)) -> Tally:
    """Scan `count` mutants, one after the other in this process, and judge each report."""
    tally = Tally()
    path = folder / "mutant.tar"
    options = ScanOptions(jobs=1, show_secrets=True, cache_dir=folder / "cache", temp_dir=folder)
    for label, kind, planted, damaged in mutants(count, seed, kinds):
        path.write_bytes(planted.wrap(damaged))
        tally.mutants += 1
        tally.by_kind[kind] += 1
        began = time.process_time()
        try:
            report = scan_image(str(path), options=options)
        except LeakscanError:
            tally.refused += 1
        except Exception:  # noqa: BLE001 - what is looked for
            tally.wrong.append(f"{label}: {traceback.format_exc(limit=-3)}")
        else:
            _judge(tally, label, planted, damaged, report)
        seconds = time.process_time() - began
        tally.slowest = max(tally.slowest, seconds)
        if seconds > SLOW_SECONDS:
            tally.wrong.append(f"{label}: {seconds:.1f} s")
    return tally


def _judge(tally: Tally, label: str, planted: Planted, damaged: bytes, report: Report) -> None:
    found = {finding.value for finding in report.findings}
    missing = set(planted.secrets) - found
    if not report.ledger.balanced:
        tally.wrong.append(f"{label}: the ledger does not balance: {report.ledger}")
    if report.skipped and exit_code(report, Severity.MEDIUM) is ExitCode.CLEAN:
        tally.wrong.append(f"{label}: exit 0 though something was not read")
    if not missing:
        tally.found_all += 1
    elif not report.complete:
        tally.told += 1
    elif not missing - planted.lost(damaged):
        tally.excused += 1
    elif planted.unrecognisable(damaged):
        tally.unrecognisable += 1
    else:
        tally.wrong.append(f"{label}: {len(missing)} secrets missing from a complete report")


def main(words: Sequence[str]) -> int:
    """Run as many mutants as asked for, and print the counts."""
    count = int(words[0])
    seed = int(words[1]) if len(words) > 1 else 0
    kinds = tuple(words[2:]) or tuple(KINDS)
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(KeyboardInterrupt):
        tally = run(count, seed, Path(folder), kinds)
        sys.stdout.write(f"{tally}\n")
        return 1 if tally.wrong else 0
    return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
