"""The plugins of detect-secrets find behind our anchors what they find on their own."""

import importlib
import inspect
import random
import subprocess
import sys
from functools import cache
from typing import Any

import pytest
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector
from hypothesis import given, settings
from hypothesis import strategies as st

from leakscan.detection import filters, plugins
from leakscan.detection.matcher import ReMatcher
from leakscan.detection.templates import render
from leakscan.model.rule import Confidence
from tests.detection.finding import candidates

RECOGNISERS = plugins.plugin_recognisers()
ALL = (*plugins._PLUGINS, plugins._BASE64, plugins._HEX, plugins._KEYWORD)
NAMES = ("a.py", "a.yml", "a.ini", "a.go", "a.cs", "a.cpp", "Dockerfile", ".env")


@cache
def plugin_class(name: str) -> type[BasePlugin]:
    """Return a plugin's class by its name."""
    for cls in get_mapping_from_secret_type_to_class().values():
        if cls.__name__ == name:
            return cls
    raise LookupError(name)


def alone(name: str, line: str) -> set[tuple[str, str]]:
    """Return what every plugin's own `analyze_line` says of a line, by rule."""
    return {
        (plugin.rule_id, secret.secret_value or "")
        for plugin in ALL
        for secret in plugin_class(plugin.cls)().analyze_line(filename=name, line=line)
        if not filters.reference((secret.secret_value or "").encode())
    }


def behind(name: str, line: str) -> set[tuple[str, str]]:
    """Return what the recognisers say of a line between two others."""
    data = f"before\n{line}\nafter".encode()
    return {(item.rule.id, item.secret.decode()) for item in candidates(RECOGNISERS, name, data)}


WIDENED = {plugin.rule_id for plugin in ALL if plugin.whole or plugin.more} | {
    "detect-secrets-artifactory"  # its value has the delimiter in it
}

PIECES = st.sampled_from(
    [
        "AKIA{uppernum:16}", "AKC{alnum:12}", "AP3{alnum:9}", "AccountKey={base64:88}",
        "https://user:{alnum:9}@", "cl_api_key={lower:24}", "cloudant-password: {hex:64}",
        "M{alnum:23}.{alnum:6}.{alnum:27}", "ghp_{alnum:36}", "glpat-{alnum:20}",
        "glcbt-{alnum:20}", "iam_key = {alnum:44}", "secret_access_key = {hex:48}", "{jwt:a}",
        "{hex:32}-us5", "//a.io/:_authToken={hex:36}", "sk-{alnum:20}T3BlbkFJ{alnum:20}",
        "-----BEGIN RSA PRIVATE KEY-----", "BEGIN PGP PRIVATE KEY BLOCK",
        "pypi-AgEIcHlwaS5vcmc{alnum:72}", "SG.{alnum:22}.{alnum:43}", "xoxb-{digit:10}-{alnum:8}",
        "https://hooks.slack.com/services/T{alnum:8}/B{alnum:8}/{alnum:8}",
        "softlayer_api_key={lowernum:64}", "sq0csp-{alnum:43}", "sk_live_{alnum:24}",
        "{digit:9}:{alnum:35}", "AC{hex:32}", "SK{lowernum:32}", "{alnum:40}", "{hex:40}",
        "{digit:20}", "aws_secret", "key", "password", "API_KEY", "secret", "contraseña", "pwd",
        "db_pass", "=", ":=", "==", "!=", "=>", ":", " ", "  ", '"', "'", "`", ";", "(", ")", "[",
        "]", ",", "${{X}}", "foo", "A", "0", "\t", "_",
    ]
)  # fmt: skip


@settings(deadline=None)  # the first line loads the library
@given(st.lists(PIECES, max_size=12), st.integers(0, 99), st.sampled_from(NAMES))
def test_lines_of_pieces_give_the_same(pieces: list[str], seed: int, name: str) -> None:
    """On any line, prefilter and plugin together say what the plugin says alone."""
    line = render("".join(pieces), random.Random(seed))

    expected, found = alone(name, line), behind(name, line)

    assert {pair for pair in expected if pair[0] not in WIDENED} == {
        pair for pair in found if pair[0] not in WIDENED
    }
    assert {rule for rule, _ in expected} == {rule for rule, _ in found}


@settings(deadline=None)  # same
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=120))
def test_lines_of_noise_give_the_same(line: str) -> None:
    """The same holds for lines of any printable characters."""
    assert {rule for rule, _ in alone("a.yml", line)} == {rule for rule, _ in behind("a.yml", line)}


@pytest.mark.parametrize(
    ("rule", "template"),
    [
        ("detect-secrets-github-token", "ghp_{alnum:36}"),
        ("detect-secrets-gitlab-token", "glpat-{alnum:20}"),
        ("detect-secrets-gitlab-token", "glcbt-{alnum:20}"),
        ("detect-secrets-jwt", "{jwt:a}"),
        ("detect-secrets-stripe", "sk_live_{alnum:99}"),
        ("detect-secrets-discord", "M{alnum:23}.{alnum:6}.{alnum:38}"),
        ("detect-secrets-artifactory", "AKC{alnum:60}"),
    ],
)
def test_the_value_is_the_whole_secret(rule: str, template: str) -> None:
    """Two tokens on a line are two candidates, each with all of its characters."""
    tokens = [render(template, random.Random(seed)) for seed in (1, 2)]
    data = "  ".join(tokens).encode()

    found = [item for item in candidates(RECOGNISERS, "a.txt", data) if item.rule.id == rule]

    assert [item.secret.decode() for item in found] == tokens
    assert all(data[item.span.offset : item.span.end] == item.secret for item in found)
    assert {item.confidence for item in found} == {Confidence.REVIEW}


def test_every_plugin_but_one_takes_part() -> None:
    """All regular plugins are listed, except the one for addresses, which are no secrets."""
    known: set[str] = {cls.__name__ for cls in get_mapping_from_secret_type_to_class().values()}

    assert known - {plugin.cls for plugin in ALL} == {"IPPublicDetector"}
    assert len({plugin.rule_id for plugin in ALL}) == len(ALL)


@pytest.mark.parametrize("plugin", plugins._PLUGINS, ids=lambda plugin: plugin.module)
def test_a_plugin_is_where_it_is_said_to_be(plugin: Any) -> None:
    """Each plugin loads from its module and works by a list of expressions."""
    module = importlib.import_module(f"detect_secrets.plugins.{plugin.module}")

    assert inspect.isclass(getattr(module, plugin.cls))
    assert issubclass(getattr(module, plugin.cls), RegexBasedDetector)


def test_making_the_recognisers_does_not_load_the_library() -> None:
    """Only a line that a plugin is asked about costs the import."""
    program = (
        "import sys; from leakscan.detection.plugins import plugin_recognisers;"
        "plugin_recognisers(); sys.exit('detect_secrets' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_standard_library_finds_the_same() -> None:
    """Without Hyperscan the plugins find the same."""
    line = render('password = "{hex:32}" ghp_{alnum:36} AKIA{uppernum:16}', random.Random(4))
    slow = ReMatcher(RECOGNISERS)

    expected = candidates(RECOGNISERS, "a.yml", line.encode())

    assert len(expected) >= 4
    assert expected == candidates(RECOGNISERS, "a.yml", line.encode(), matcher=slow)


def test_an_endless_line_is_read_in_blocks() -> None:
    """A token far into a line without an end is found once, whole."""
    token = render("ghp_{alnum:36}", random.Random(9))
    data = b"x" * 5000 + b" " + token.encode() + b" " + b"y" * 5000

    found = candidates(RECOGNISERS, "a.txt", data)

    assert [item.secret.decode() for item in found] == [token]
