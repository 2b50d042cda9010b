"""Credentials in URLs and headers, told from documentation, ports and variables."""

import base64
import random

import pytest

from leakscan.detection.matcher import ReMatcher
from leakscan.detection.rules.urls import RECOGNISERS
from leakscan.detection.templates import render
from leakscan.model.rule import Confidence
from tests.detection.finding import candidates

LIKELY, REVIEW = Confidence.LIKELY, Confidence.REVIEW
RANDOM = render("{alnum:24}", random.Random(3))
WEAK = "Spring2024"
BASIC = base64.b64encode(f"deploy:{WEAK}".encode()).decode()

FOUND = (
    (".env", f"DATABASE_URL=postgres://app:{WEAK}@db.acme.io:5432/app", WEAK, LIKELY),
    (".env", f"URL=mysql://app:{RANDOM}@10.0.0.7/app", RANDOM, LIKELY),
    (".env", f"URL=mongodb+srv://app:{WEAK}@c.acme.io,d.acme.io/a", WEAK, LIKELY),
    (".env", f"REDIS_URL=redis://:{WEAK}@cache:6379/0", WEAK, LIKELY),
    (".env", f"URL=amqp://app:{WEAK}@mq.acme.io//", WEAK, LIKELY),
    (".env", "URL=smtp://app:p%40ss%2Fw0rd9@mail.acme.io", "p%40ss%2Fw0rd9", LIKELY),
    (".env", "URL=ftp://app:a$b!c&d'(e)*+,;=9@ftp.acme.io", "a$b!c&d'(e)*+,;=9", LIKELY),
    (".env", "URL=ftp://app:p@ss9word@ftp.acme.io", "p@ss9word", LIKELY),
    ("pip.conf", f"index-url = https://ci:{WEAK}@pypi.acme.io/simple", WEAK, LIKELY),
    (".git-credentials", f"https://ci:{RANDOM}@git.acme.io\n", RANDOM, LIKELY),
    (".git-credentials", f"https://{RANDOM}@git.acme.io\n", RANDOM, LIKELY),
    ("requirements.txt", f"git+https://{RANDOM}@git.acme.io/a.git", RANDOM, LIKELY),
    ("a.json", r'{"u":"https:\/\/ci:' + WEAK + r'@acme.io\/"}', WEAK, LIKELY),
    (".env", f"URL=postgres://app:{RANDOM}@localhost/app", RANDOM, LIKELY),
    (".env", f"URL=postgres://app:{WEAK}@localhost/app", WEAK, REVIEW),
    (".env", "URL=postgres://user:password@db.acme.io/app", "password", REVIEW),
    (".env", f"URL=https://app:{WEAK}@example.com/", WEAK, REVIEW),
    # Names that nobody can own: RFC 2606.
    (".env", f"URL=postgres://app:{RANDOM}@db.acme.example/app", RANDOM, REVIEW),
    (".env", f"URL=postgres://app:{WEAK}@db.test/app", WEAK, REVIEW),
    (".env", f"URL=postgres://app:{WEAK}@test-db.acme.io/app", WEAK, LIKELY),
    (".env", f"URL=https://{RANDOM}@git.acme.example/app.git", RANDOM, REVIEW),
    (".git/config", f"\turl = https://ci:{WEAK}@git.acme.io/app.git\n", WEAK, LIKELY),
    (".git/config", f"\turl = https://{RANDOM}@git.acme.io/app.git\n", RANDOM, LIKELY),
    (".git/config", f'[url "https://ci:{WEAK}@git.acme.io/"]\n', WEAK, LIKELY),
    (".git/config", f"\textraheader = AUTHORIZATION: basic {BASIC}\n", BASIC, LIKELY),
    ("main.py", f'url = "https://app:{RANDOM}@acme.io"', RANDOM, LIKELY),
    ("main.py", f'url = "https://app:{WEAK}@acme.io"', WEAK, REVIEW),
    ("README.md", f"https://app:{RANDOM}@acme.io", RANDOM, REVIEW),
    ("run.sh", f'curl -H "Authorization: Bearer {RANDOM}" https://acme.io', RANDOM, LIKELY),
    ("run.sh", f'curl -H "Authorization: Basic {BASIC}" https://acme.io', BASIC, LIKELY),
    ("README.md", f"Authorization: Bearer {RANDOM}", RANDOM, REVIEW),
)

SILENT = (
    ".env|URL=https://acme.io:8443/a@b",
    ".env|URL=postgres://${DB_USER}:${DB_PASSWORD}@db/app",
    ".env|URL=postgres://app:$DB_PASSWORD@db/app",
    ".env|URL=postgres://app:<password>@db/app",
    ".env|URL=postgres://app:{{ password }}@db/app",
    ".env|URL=postgres://app:***@db/app",
    ".env|URL=postgres://app:xxxxx@${HOST}/app",
    ".env|URL=ssh://git@git.acme.io:22/a.git",
    ".env|URL=https://someone@git.acme.io/a.git",
    "main.py|url = f'postgres://{user}:{password}@{host}/{name}'",
    "main.py|url = 'postgres://user:password@localhost/app'",
    "main.py|url = 'postgres://%s:%s@%s' % args",
    "README.md|https://user:password@example.com",
    "run.sh|curl -H 'Authorization: Bearer $TOKEN'",
    "run.sh|curl -H 'Authorization: Bearer your-access-token-here'",
    "main.py|raise TypeError('a bearer token_required_for_this_call')",
    "main.py|basic authentication",
    "notes|'https://acme.io:8000a';@media screen",
)


@pytest.mark.parametrize(("name", "text", "secret", "confidence"), FOUND)
def test_credentials_are_found(name: str, text: str, secret: str, confidence: Confidence) -> None:
    """The password or token alone is the secret, as sure as host, user and file allow."""
    data = text.encode()

    found = candidates(RECOGNISERS, name, data)

    assert [(secret, confidence)] == [(item.secret.decode(), item.confidence) for item in found]
    assert all(data[item.span.offset : item.span.end] == item.secret for item in found)


@pytest.mark.parametrize("row", SILENT)
def test_ports_variables_and_samples_are_silent(row: str) -> None:
    """What is no password, or a placeholder for one, is no candidate."""
    name, text = row.split("|", 1)

    assert candidates(RECOGNISERS, name, text.encode()) == []


def test_the_standard_library_finds_the_same() -> None:
    """Without Hyperscan, every text of the tables gives the same candidates."""
    slow = ReMatcher(RECOGNISERS)
    rows = [row[:2] for row in FOUND] + [tuple(row.split("|", 1)) for row in SILENT]

    for name, text in rows:
        data = text.encode()
        assert candidates(RECOGNISERS, name, data) == candidates(
            RECOGNISERS, name, data, matcher=slow
        )
