"""What somebody put among the files of packages is found: changed, or nobody's."""

import base64
import hashlib
import random
from collections.abc import Callable

from leakscan.detection.templates import render
from leakscan.model.report import Report
from tests.builders import image, layer, oci_archive

KINDS = (
    "{github:ghp_}", "{npm:npm_}", "{awskeyid}", "{gitlab}", "{grafana}", "sk_live_{alnum:24}",
    "SG.{base64url:22}.{base64url:43}", "xoxb-{digit:12}-{digit:12}-{alnum:24}", "{pypi}", "{jwt}",
)  # fmt: skip
"""What names itself: found in whatever file it stands."""
FOLDERS = (
    "usr/share/doc/tool", "usr/lib/python3/dist-packages/tool", "opt/app/node_modules/tool/lib",
    "usr/lib/jvm/java-17/conf", "root/go/pkg/mod/acme.io/tool@v1.0.0",
)  # fmt: skip
NAMES = ("config.env", "settings.py", "index.js", "tool.properties", "notes")


def _planted() -> dict[str, bytes]:
    """Return fifty files with a token each: of each kind, in places of five package managers."""
    rng = random.Random(11)
    files = {}
    for number in range(50):
        token = render(KINDS[number % len(KINDS)], rng)
        name = NAMES[number // len(KINDS)]
        path = f"{FOLDERS[number % len(FOLDERS)]}/{number}/{name}"
        files[path] = f'first = 1\nTOKEN = "{token}"\n'.encode()
    return files


def _records(recorded: dict[str, bytes]) -> dict[str, bytes]:
    """Return the records of dpkg and of wheels for these files."""
    sums = "".join(
        f"{hashlib.md5(data, usedforsecurity=False).hexdigest()}  {path}\n"
        for path, data in recorded.items()
    )
    root = "usr/lib/python3/dist-packages/"
    rows = "".join(
        f"{path.removeprefix(root)},sha256="
        f"{base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip('=')},{len(data)}\n"
        for path, data in recorded.items()
        if path.startswith(root)
    )
    return {
        "var/lib/dpkg/info/tool.md5sums": sums.encode(),
        f"{root}tool-1.0.dist-info/RECORD": rows.encode(),
    }


def _found(report: Report) -> set[str]:
    return {getattr(place, "path", "") for each in report.findings for place in each.locations}


def test_fifty_tokens_in_files_that_nobody_owns_are_found(scan: Callable[..., Report]) -> None:
    """Beside the files of packages, which are recorded; in the first layer or a later one."""
    planted = _planted()
    others = {path.replace("/1", "/9"): b"nothing in it\n" for path in planted}
    base = others | _records(others)

    for layers in ((base | planted,), (base, planted)):
        report = scan(oci_archive(image([layer(files) for files in layers], name="demo:1")))

        assert planted.keys() - _found(report) == set()


def test_fifty_tokens_in_files_that_were_changed_are_found(scan: Callable[..., Report]) -> None:
    """A file with another digest than its package recorded is not the package's any more."""
    planted = _planted()
    original = {path: data.replace(b"TOKEN", b"# ") for path, data in planted.items()}
    built = image([layer(planted | _records(original))], name="demo:1")

    report = scan(oci_archive(built))

    assert planted.keys() - _found(report) == set()


def test_as_they_were_shipped_the_fifty_are_suppressed(scan: Callable[..., Report]) -> None:
    """The same files under their own digests: the test above would notice if nothing was owned."""
    planted = _planted()
    built = image([layer(planted | _records(planted))], name="demo:1")

    assert _found(scan(oci_archive(built))) & planted.keys() == set()
