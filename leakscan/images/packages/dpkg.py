"""
Debian packages: `info/PACKAGE.md5sums`, and the configuration files of `status`.

Images without a package manager have the same in `status.d/`, a file for each package.

Source: deb-md5sums(5); dpkg, lib/dpkg/parse.c.
"""

from collections.abc import Iterator

from leakscan.images.packages.claims import (
    Claim,
    Ecosystem,
    Package,
    hex_digest,
    label,
    lines,
    text,
)

_STATUS_D = "lib/dpkg/status.d/"


def _is_record(path: str) -> bool:
    if path.endswith(".md5sums"):
        return "lib/dpkg/" in path
    return path.endswith("lib/dpkg/status") or _STATUS_D in path


def _read(path: str, data: bytes) -> Iterator[Package]:
    name = path.rpartition("/")[2]
    if name.endswith(".md5sums"):
        package = name.removesuffix(".md5sums").partition(":")[0]
        yield label("dpkg", package), _md5sums(data)
    else:
        yield from _conffiles(data)


def _md5sums(data: bytes) -> Iterator[Claim]:
    for line in lines(data):
        digest, _, path = line.partition(b"  ")
        if path and (found := hex_digest(digest, 16)):
            yield path, "md5", found


def _conffiles(data: bytes) -> Iterator[Package]:
    """Yield configuration files, which `md5sums` leaves out: ` /etc/x 0123... [obsolete]`."""
    package = b""
    listing = False
    for line in lines(data):
        if line.startswith(b"Package:"):
            package = line[8:].strip()
        if not line.startswith(b" "):
            listing = line.startswith(b"Conffiles:")
        elif listing:
            path, _, rest = line.strip().partition(b" ")
            if found := hex_digest(rest.partition(b" ")[0], 16):
                yield label("dpkg", text(package)), [(path, "md5", found)]


DPKG = Ecosystem(is_record=_is_record, read=_read)
