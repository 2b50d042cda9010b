"""
File trees in the shape of common base images, with package databases that agree with the files.

Small, but shaped as the real ones: where the database lies, what it records of each file, and the
things every such image holds that look a little like secrets: certificates, key ids, hashes, a
test key that a package ships.
"""

import base64
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

from leakscan.detection.templates import render
from tests.benchmarks import roots
from tests.builders import Entry, directory, layer, symlink

_VENDOR_KEY = "usr/share/doc/libexample-ssl/examples/test-server.key"


def base_entries(name: str) -> Iterator[tuple[str, Entry]]:
    """Yield the entries of the base called `name`: scratch, distroless, alpine, slim or debian."""
    match name:
        case "scratch":
            return
        case "distroless":
            yield from _distroless()
        case "alpine":
            yield from _alpine()
        case "slim":
            yield from _debian(documentation=False)
        case "debian":
            yield from _debian(documentation=True)
        case _:
            raise ValueError(name)


def debootstrap_layer(_: Path) -> bytes:
    """Return a real, minimal Debian as one layer."""
    return roots.tar_of(roots.debian()).read_bytes()


def base_tar(name: str) -> bytes:
    """Return a synthetic base as one layer."""
    return layer(base_entries(name))


def _common(system: str) -> Iterator[tuple[str, Entry]]:
    for folder in ("dev", "etc", "proc", "run", "sys", "tmp", "usr", "var"):
        yield f"{folder}/", directory()
    yield "etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/sbin/nologin\n"
    yield "etc/group", "root:x:0:\nnogroup:x:65534:\n"
    yield "etc/shadow", "root:*:19800:0:99999:7:::\nnobody:*:19800:0:99999:7:::\n"
    yield "etc/os-release", f'ID={system}\nNAME="{system.title()} shaped"\nVERSION_ID="3.20"\n'
    yield "etc/ssl/certs/ca-certificates.crt", "".join(_certificates(12))


def _certificates(count: int) -> Iterator[str]:
    """Yield blocks that have a certificate's shape, size and entropy."""
    rng = random.Random("certificates")
    for _ in range(count):
        body = base64.encodebytes(b"0\x82\x03\x5b" + rng.randbytes(860)).decode()
        yield f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n"


def _program(name: str, size: int = 20_000) -> bytes:
    """Return bytes like a program's: a header, noise, and the strings such a program holds."""
    rng = random.Random(name)
    strings = b"\0".join(
        [b"/lib64/ld-linux-x86-64.so.2", b"Enter password: ", b"password=", b"%s: token: %s"]
    )
    return b"\x7fELF\x02\x01\x01" + rng.randbytes(size) + strings + rng.randbytes(size // 4)


def _distroless() -> Iterator[tuple[str, Entry]]:
    yield from _common("debian")
    for package, files in _PACKAGES.items():
        contents = {path: _program(path) for path in files}
        yield from contents.items()
        yield f"var/lib/dpkg/status.d/{package}", _stanza(package, installed=False)
        yield f"var/lib/dpkg/status.d/{package}.md5sums", _md5sums(contents)


def _debian(*, documentation: bool) -> Iterator[tuple[str, Entry]]:
    yield from _common("debian")
    yield "bin", symlink("usr/bin")
    status = []
    for package, files in _PACKAGES.items():
        contents = {path: _program(path) for path in files}
        if documentation:
            contents[f"usr/share/doc/{package}/copyright"] = b"License: Expat\n" * 40
            if package == "libexample-ssl":
                contents[_VENDOR_KEY] = _private_key()
        yield from contents.items()
        yield f"var/lib/dpkg/info/{package}.md5sums", _md5sums(contents)
        yield f"var/lib/dpkg/info/{package}.list", _listing(contents)
        status.append(_stanza(package, installed=True))
    yield "var/lib/dpkg/status", "\n".join(status)
    yield "var/cache/debconf/passwords.dat", ""
    yield "etc/pam.d/common-password", "password [success=1 default=ignore] pam_unix.so yescrypt\n"


def _alpine() -> Iterator[tuple[str, Entry]]:
    yield from _common("alpine")
    yield "etc/alpine-release", "3.20.3\n"
    yield "etc/apk/keys/builder@alpine.example.test-5261cecb.rsa.pub", _public_key()
    yield "bin/sh", symlink("/bin/busybox")
    records = []
    for package, files in _PACKAGES.items():
        contents = {path: _program(path) for path in files}
        yield from contents.items()
        records.append(_apk_record(package, contents))
    yield "lib/apk/db/installed", "\n".join(records) + "\n"
    yield "lib/apk/db/triggers", ""


_PACKAGES = {
    "libc6": ("usr/lib/libc.so.6", "usr/lib/ld-linux.so.2"),
    "busybox": ("usr/bin/busybox",),
    "libexample-ssl": ("usr/lib/libssl.so.3", "usr/lib/libcrypto.so.3"),
    "passwd": ("usr/bin/passwd", "usr/sbin/chpasswd"),
}


def _private_key() -> bytes:
    return render("{eckey:}", random.Random()).encode()


def _public_key() -> str:
    body = base64.encodebytes(random.Random("public").randbytes(294)).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{body}-----END PUBLIC KEY-----\n"


def _stanza(package: str, *, installed: bool) -> str:
    status = "Status: install ok installed\n" if installed else ""
    digest = hashlib.sha256(package.encode()).hexdigest()
    return (
        f"Package: {package}\n{status}Priority: required\nSection: base\n"
        f"Maintainer: Example Team <team@lists.example.test>\nArchitecture: amd64\n"
        f"Version: 1.2.3-4\nDescription: {package}, as packaged\nConffiles:\n"
        f" /etc/{package}.conf {digest[:32]}\nHomepage: https://{package}.example.test/\n"
    )


def _md5sums(contents: dict[str, bytes]) -> str:
    return "".join(
        f"{hashlib.md5(data, usedforsecurity=False).hexdigest()}  {path}\n"
        for path, data in contents.items()
    )


def _listing(contents: dict[str, bytes]) -> str:
    folders = {str(parent) for path in contents for parent in Path(path).parents}
    names = sorted({f"/{name}".replace("/.", "/.") for name in {*folders, *contents}})
    return "\n".join(names) + "\n"


def _apk_record(package: str, contents: dict[str, bytes]) -> str:
    lines = [f"C:Q1{_sha1(package.encode())}", f"P:{package}", "V:1.2.3-r4", "A:x86_64", "L:MIT"]
    by_folder: dict[str, list[str]] = {}
    for path in contents:
        folder, _, name = path.rpartition("/")
        by_folder.setdefault(folder, []).append(name)
    for folder, names in by_folder.items():
        lines.append(f"F:{folder}")
        for name in names:
            lines += [f"R:{name}", "a:0:0:755", f"Z:Q1{_sha1(contents[f'{folder}/{name}'])}"]
    return "\n".join(lines) + "\n"


def _sha1(data: bytes) -> str:
    return base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
