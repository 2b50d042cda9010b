"""
Plants one secret of forty families in thirty surroundings, and counts what is found exactly.

    python -m tests.benchmarks.planted [SEED]

Exactly means: the rule's own value, at the very bytes where it was planted; in a decoded view, at
bytes that hold all of its encoding.  Some surroundings are files of their own and are scanned as
a user would: archives, compiled Python, UTF-16 and an image's configuration.
"""

import base64
import io
import json
import marshal
import random
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer
from leakscan.detection.templates import render
from leakscan.model.rule import Confidence
from tests import builders
from tests.end_to_end.program import scan

TEMPLATES = {
    "github-personal-access-token": "{github:ghp_}", "npm-token": "{npm:npm_}",
    "aws-access-key-id": "{awskeyid}", "gitlab-personal-access-token": "glpat-{base64url:20}",
    "slack-bot-token": "xoxb-{digit:12}-{digit:12}-{alnum:24}", "age": "{age}", "nats": "{nats}",
    "stripe": "sk_live_{alnum:24}", "openai": "sk-proj-{alnum:48}T3BlbkFJ{alnum:48}",
    "sendgrid": "SG.{base64url:22}.{base64url:43}", "pypi": "{pypi}", "jwt": "{jwt:deploy}",
    "grafana": "{grafana}", "atlassian": "{atlassian}", "zuplo": "{zuplo}",
    "figma": "figd_{base64url:40}",
    "confluent": "{confluent}", "gitlab": "{gitlab}", "docker": "dckr_pat_{base64url:27}",
    "linear": "lin_api_{alnum:40}", "huggingface": "hf_{alpha:34}", "entra": "{entra}",
    "digitalocean": "dop_v1_{hex:64}", "shopify": "shpat_{hex:32}",
    "notion": "ntn_{digit:11}{alnum:35}",
    "vault": "hvs.{base64url:90}", "doppler": "dp.pt.{alnum:43}", "sentry": "sntryu_{hex:64}",
    "google-oauth": "GOCSPX-{base64url:28}", "anthropic": "sk-ant-api03-{base64url:93}AA",
    "telegram": "{digit:9}:AA{base64url:33}", "mailgun": "key-{hex:32}", "xprv": "{xprv}",
    "postman": "PMAK-{hex:24}-{hex:34}", "rubygems": "rubygems_{hex:48}",
    "planetscale": "pscale_tkn_{base64url:43}",
    "newrelic": "NRAK-{uppernum:27}", "dynatrace": "dt0c01.{base32:24}.{base32:64}",
    "replicate": "r8_{alnum:37}", "square": "sq0csp-{base64url:43}",
}  # fmt: skip
"""Forty families; a name is for people, the value for the matcher."""

Place = Callable[[str], bytes]


def _text(before: str, after: str = "") -> Place:
    return lambda value: f"{before}{value}{after}".encode()


SURROUNDINGS: dict[str, tuple[str, Place]] = {
    "quoted": ("a.py", _text('x = "', '"\n')),
    "single quotes": ("a.rb", _text("x = '", "'\n")),
    "unquoted": ("a.env", _text("X=", "\n")),
    "alone": ("token", _text("")),
    "json": ("a.json", _text('{"a": "', '"}')),
    "escaped json": ("a.json", _text('{"a": "{\\"b\\": \\"', '\\"}"}')),
    "yaml": ("a.yaml", _text("a: ", "\n")),
    "yaml block": ("a.yaml", _text("a: |\n  ", "\n")),
    "xml attribute": ("a.xml", _text('<a b="', '"/>')),
    "xml element": ("a.xml", _text("<a>", "</a>")),
    "url": ("a.txt", _text("https://a.io/x?t=", "&y=1")),
    "header": ("a.txt", _text("Authorization: Bearer ", "\r\n")),
    "shell": ("a.sh", _text("curl -H 'X: ", "' https://a.io")),
    "log line": ("a.log", _text("2026-01-01 12:00:00 INFO sent ", " in 3 ms\n")),
    "minified": ("a.min.js", _text("var a=1;" * 200 + 'b="', '";c()' + ";d=2" * 200)),
    "csv": ("a.csv", _text("1,x,", ",y\n")),
    "sql": ("a.sql", _text("INSERT INTO t VALUES (1, '", "');")),
    "toml": ("a.toml", _text('a = "', '"\n')),
    "properties": ("a.properties", _text("a.b=", "\r\n")),
    "markdown": ("a.md", _text("Use `", "` now.")),
    "tfstate": ("terraform.tfstate", _text('{"outputs": {"a": {"value": "', '"}}}')),
    "notebook": ("a.ipynb", _text('{"source": ["x = \\"', '\\"\\n"]}')),
    "base64": ("a.yaml", lambda value: b"a: " + base64.b64encode(f"x={value}\n".encode()) + b"\n"),
    "binary": ("a.bin", _text("\0\1\2", "\0\xff")),
}
"""Searched by a detector as the bytes of one content."""

FILES = ("utf-16le", "utf-16be", "pyc", "jar", "env", "label")
"""Searched by a scan."""


@cache
def detector() -> Detector:
    """Return a detector of leakscan's rules at the default confidence."""
    recognisers = load_rules().recognisers
    return Detector(recognisers, Sealer(show_secrets=True), min_confidence=Confidence.LIKELY)


def values(seed: int) -> dict[str, str]:
    """Return a value for each family."""
    rng = random.Random(seed)
    return {name: render(template, rng) for name, template in TEMPLATES.items()}


def missed(seed: int) -> Iterator[str]:
    """Yield the family and surroundings of each value that was not found exactly."""
    for family, value in values(seed).items():
        for kind, (name, place) in SURROUNDINGS.items():
            if not found_exactly(name, place(value), value):
                yield f"{family} in {kind}"


def found_exactly(name: str, data: bytes, value: str) -> bool:
    """Return whether a detector finds the value at its own bytes, or at those that encode it."""
    at = data.find(value.encode())
    for each in detector().detect(Content(data=data, name=name)):
        if each.value == value and (at < 0 or (each.span.offset, each.length) == (at, len(value))):
            return True
    return False


def missed_in_files(seed: int) -> Iterator[str]:
    """Yield the family and kind of file of each value that a scan did not report."""
    chosen = values(seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for family, value in chosen.items():
            text = f'x = "{value}"\n'
            (root / f"{family}.utf-16le").write_bytes(b"\xff\xfe" + text.encode("utf-16le"))
            (root / f"{family}.utf-16be").write_bytes(b"\xfe\xff" + text.encode("utf-16be"))
            (root / f"{family}.pyc").write_bytes(_compiled(text))
            (root / f"{family}.jar").write_bytes(_zipped(text))
        report = scan("context", root).report
        config = {
            "Env": [f"X{number}={value}" for number, value in enumerate(chosen.values())],
            "Labels": {f"a{number}": value for number, value in enumerate(chosen.values())},
        }
        built = builders.image([builders.layer({"a": b"a"})], config=config)
        archive = root / "image.tar"
        archive.write_bytes(builders.docker_archive_legacy(built))
        of_image = json.dumps(scan("image", archive).report["findings"])
    places = {
        (finding["secret"].get("value"), location["path"])
        for finding in report["findings"]
        for location in finding["locations"]
    }
    for family, value in chosen.items():
        for kind in FILES[:4]:
            if (value, f"{family}.{kind}") not in places:
                yield f"{family} in {kind}"
        if json.dumps(value)[1:-1] not in of_image:
            yield f"{family} in env and label"


def _compiled(source: str) -> bytes:
    code = compile(source, "a.py", "exec")
    return b"\xa7\r\r\n" + bytes(12) + marshal.dumps(code)


def _zipped(text: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("app/a.properties", text)
    return stream.getvalue()


def main() -> int:
    """Print what was missed, and how many were found."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else zlib.crc32(b"planted")
    lost = [*missed(seed), *missed_in_files(seed)]
    total = len(TEMPLATES) * (len(SURROUNDINGS) + len(FILES))
    sys.stdout.write("".join(f"missed: {line}\n" for line in lost))
    sys.stdout.write(f"found exactly: {total - len(lost)} of {total}\n")
    return bool(lost)


if __name__ == "__main__":
    raise SystemExit(main())
