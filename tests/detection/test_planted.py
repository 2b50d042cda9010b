"""What is planted is found, at its own bytes, whatever stands around it."""

import random

import pytest

from leakscan.detection.content import Content
from leakscan.detection.templates import render
from tests.benchmarks import planted

VALUES = planted.values(random.Random(41).randrange(1 << 30))


@pytest.mark.parametrize("kind", planted.SURROUNDINGS)
def test_forty_families_are_found_in_any_surroundings(kind: str) -> None:
    """Each with its own value at its own place."""
    name, place = planted.SURROUNDINGS[kind]

    lost = [
        family
        for family, value in VALUES.items()
        if not planted.found_exactly(name, place(value), value)
    ]

    assert len(VALUES) == 40
    assert lost == []


def test_a_file_that_people_changed_is_searched_in_full() -> None:
    """Neither a package's folder nor the kind of its file keeps a token from being found."""
    rng = random.Random(50)
    names = (
        "usr/share/doc/a/README.md", "node_modules/a/index.min.js", "usr/lib/python3/a.py",
        "root/go/pkg/mod/a@v1/a_test.go", "var/lib/dpkg/info/a.md5sums",
        "app/node_modules/a/package-lock.json", "usr/include/a.h", "etc/ssl/certs/ca.pem",
        "tests/fixtures/a.json", "opt/jvm/lib/a.properties",
    )  # fmt: skip
    planted_tokens = {
        f"{name}.{number}" if number else name: render("{github:ghp_}", rng)
        for name in names
        for number in range(5)
    }

    lost = [
        name
        for name, value in planted_tokens.items()
        if not any(
            each.value == value and not each.suppressed
            for each in planted.detector().detect(
                Content(data=f"a {value} b\n".encode(), name=name)
            )
        )
    ]

    assert len(planted_tokens) == 50
    assert lost == []
