"""
Python distributions: `RECORD`, CSV of path, `sha256=...` and size.

Source: Python packaging user guide, "Recording installed projects"; PEP 610.
"""

from collections.abc import Iterator

from leakscan.images.packages.claims import (
    Claim,
    Ecosystem,
    Package,
    base64_digest,
    label,
    lines,
    raw,
    resolved,
)

DIRECT_URL = "/direct_url.json"
"""
PEP 610: a distribution with this file came from a directory, an archive or a repository that
somebody named: it may well be the user's own code, and its secrets the user's own.
"""


_RECORDS = (".dist-info/RECORD", f".dist-info{DIRECT_URL}")


def _is_record(path: str) -> bool:
    return path.endswith(_RECORDS)


def _read(path: str, data: bytes) -> Iterator[Package]:
    if path.endswith("/RECORD"):
        site, _, info = path.removesuffix("/RECORD").rpartition("/")
        package = info.removesuffix(".dist-info").replace("-", " ", 1)
        yield label("python", package), _files(site, data)


def _files(site: str, data: bytes) -> Iterator[Claim]:
    root = raw(site)
    for line in lines(data):
        path, _, rest = line.rpartition(b",")[0].rpartition(b",")
        if not rest.startswith(b"sha256="):
            continue
        if path.startswith(b'"'):
            path = path[1:-1].replace(b'""', b'"')
        found = base64_digest(rest[7:], 32, urlsafe=True)
        if found and (whole := resolved(root, path)):
            yield whole, "sha256", found


PYTHON = Ecosystem(is_record=_is_record, read=_read)
