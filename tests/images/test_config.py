import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.images.config import Config, read_config
from leakscan.images.field import Field
from leakscan.images.image import HistoryEntry
from leakscan.streams.limits import Limits
from tests.builders import document, image, layer, sha256

LIMITS = Limits()
DIFF_ID = sha256(b"")


def read(value: object) -> Config:
    """Return what a config with this value says."""
    return read_config(document(value), "config.json", LIMITS)


def pairs(config: Config) -> list[tuple[str, str, str]]:
    """Return the fields without their kinds."""
    return [(one.path, one.key, one.value) for one in config.fields]


@pytest.mark.parametrize("odd", ["ghp_" + "Ab1" * 12, "linux\x1b[31m", "AKIA" + "X2" * 8])
def test_what_is_no_platform_is_not_shown_as_one(odd: str) -> None:
    """Every report shows the platform: what may be anything is a field, and searched, only."""
    config = read({"os": odd, "architecture": "amd64"})

    assert config.platform == "?/amd64"
    assert ("config.os", "os", odd) in pairs(config)


def test_all_that_a_config_says_is_read() -> None:
    """Platform, digests and history are parts; every string is a field."""
    built = image(
        [layer({"a": b""})],
        platform="linux/arm64/v8",
        config={"Env": ["A=b"], "Healthcheck": {"Test": ["CMD", "probe"]}, "User": "me"},
        history=[{"created_by": "COPY a /", "comment": "note", "author": "me"}],
        document_changes={"author": "somebody", "x-unknown": {"k": "v"}},
    )

    config = read_config(built.config, "config.json", LIMITS)

    assert config.platform == "linux/arm64/v8"
    assert config.diff_ids == tuple(built.diff_ids)
    assert config.history == (HistoryEntry(created_by="COPY a /", comment="note", author="me"),)
    assert config.digest == sha256(built.config)
    assert config.raw == built.config
    assert config.problems == ()
    assert {
        ("config.Env[0]", "A", "b"),
        ("config.Healthcheck.Test[1]", "", "probe"),
        ("config.User", "User", "me"),
        ("config.author", "author", "somebody"),
        ("config['x-unknown'].k", "k", "v"),
        ("history[0].created_by", "", "COPY a /"),
        ("history[0].comment", "", "note"),
        ("history[0].author", "", "me"),
    } <= set(pairs(config))


def test_build_arguments_are_fields_of_their_steps() -> None:
    """A value given at build time is searched under its own name."""
    config = read(
        {
            "history": [
                {"created_by": "ARG A", "empty_layer": True},
                {"created_by": "|1 A=b /bin/sh -c x"},
            ]
        }
    )

    assert (
        Field(kind="history", path="history[1].created_by", key="A", value="b", history_index=1)
        in config.fields
    )


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "text",
        5,
        {"rootfs": []},
        {"rootfs": {"diff_ids": {}}},
        {"rootfs": {"diff_ids": [5]}},
        {"rootfs": {"diff_ids": ["sha256:../../etc/passwd"]}},
        {"history": {}},
        {"history": [5]},
        {"history": [{"created_by": ["a"]}]},
        {"history": [{"empty_layer": "yes"}]},
        {"os": 5},
        {"architecture": ["amd64"]},
    ],
)
def test_wrong_types_are_told_and_the_text_is_searched(value: object) -> None:
    """A config that is not as specified costs a note; its whole text becomes a field."""
    config = read(value)

    assert [problem.path for problem in config.problems] == ["config.json"]
    assert config.problems[0].reason.startswith("config.invalid: config")
    assert document(value).decode() in [one.value for one in config.fields]


def test_one_wrong_part_leaves_the_others() -> None:
    """A damaged history does not cost the digests."""
    config = read({"os": "linux", "rootfs": {"diff_ids": [DIFF_ID]}, "history": "x"})

    assert config.platform == "linux"
    assert config.diff_ids == (DIFF_ID,)
    assert config.history == ()


def test_what_a_damaged_history_says_is_searched() -> None:
    """Entries of no known shape still have their strings in fields."""
    config = read({"history": [{"created_by": "RUN x", "note": "hidden"}, "loose"]})

    assert {("history[0].note", "note", "hidden"), ("history[1]", "", "loose")} <= set(
        pairs(config)
    )


def test_a_config_that_speaks_of_no_layers_is_no_problem() -> None:
    """Artifacts have a config of their own."""
    assert read({}).diff_ids is None
    assert read({}).problems == ()


@given(st.binary(max_size=80))
def test_any_bytes_are_a_config_that_is_searched(raw: bytes) -> None:
    """Bytes that are no config are one field: their text."""
    config = read_config(raw, "config.json", LIMITS)

    assert config.problems or config.fields == ()
    assert not config.problems or raw.decode("utf-8", "replace") in [f.value for f in config.fields]


def test_a_history_kept_in_a_comment_is_read() -> None:
    """What `crane flatten` keeps of the layers it joined is taken apart as any history is."""
    old = [
        {"created_by": "ARG TOKEN=from-arg", "empty_layer": True},
        {"created_by": "RUN |1 TOKEN=from-arg /bin/sh -c make # buildkit"},
    ]
    step = {"created_by": "crane flatten", "comment": json.dumps(old)}

    config = read_config(json.dumps({"history": [step]}).encode(), "config", Limits())

    found = {
        (field.path, field.key, field.value) for field in config.fields if field.key == "TOKEN"
    }
    assert found == {
        ("history[0].comment[0].created_by", "TOKEN", "from-arg"),
        ("history[0].comment[1].created_by", "TOKEN", "from-arg"),
    }
    assert not config.problems


@pytest.mark.parametrize("comment", ["[", "[1]", '[{"created_by": 5}]', "[" * 100_000])
def test_a_comment_that_only_looks_like_history_is_text(comment: str) -> None:
    """Whatever a comment holds, it is searched as it is, and nothing is said to be broken."""
    step = {"created_by": "x", "comment": comment}

    config = read_config(json.dumps({"history": [step]}).encode(), "config", Limits())

    assert comment in [field.value for field in config.fields]
    assert not config.problems
