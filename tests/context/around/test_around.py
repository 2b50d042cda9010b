"""Files around a build: which values they hand to it, and where exactly those stand."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakscan.context.around import bake, compose, devcontainer, workflows
from leakscan.context.around.feeds import Around, Role
from leakscan.context.around.looking import around
from leakscan.context.around.source import NotReadable, Source
from leakscan.context.reach import predict
from tests.context.trees import make

DOCKERFILE = "FROM scratch\nARG T\nCOPY . /\n"


def fed(root: Path, files: dict[str, str], *, context: str = "", name: str = "") -> Around:
    """Return what feeds the build of `context` in a directory of files."""
    make(root, {f"{context}{name or 'Dockerfile'}": DOCKERFILE, **files})
    place = root / context
    return around(place, predict(place, dockerfile=place / name if name else None))


def values(found: Around) -> list[tuple[str, str, str, int]]:
    """Return file, name, value and line of each."""
    return [(feed.file, feed.key, feed.value, feed.line) for feed in found.feeds]


COMPOSE = """\
x-args: &shared
  SHARED: s-1
services:
  api:
    build:
      context: .
      args:
        <<: *shared
        T: "v-1"
        N: 5
    environment:
      - DB=e-1
      - BARE
    secrets: [one]
  other:
    build: ./other
    environment: {DB: e-2}
  image:
    image: x
    environment: {DB: e-3}
secrets:
  one:
    content: |
      first
      second
  two:
    content: never
"""


def test_a_compose_file_gives_arguments_environment_and_secrets(tmp_path: Path) -> None:
    """Only services that build this directory count, and only the secrets that they use."""
    found = fed(tmp_path / "c", {"deploy/docker-compose.prod.yml": COMPOSE.replace(": .", ": ..")})

    assert [(feed.key, feed.value, feed.line, feed.role) for feed in found.feeds] == [
        ("SHARED", "s-1", 2, Role.ARGUMENT),
        ("T", "v-1", 9, Role.ARGUMENT),
        ("N", "5", 10, Role.ARGUMENT),
        ("DB", "e-1", 12, Role.RUNTIME),
        ("BARE", "", 13, Role.RUNTIME),
        ("one", "first\nsecond\n", 23, Role.RUNTIME),
    ]
    assert {feed.file for feed in found.feeds} == {"deploy/docker-compose.prod.yml"}


def test_arguments_as_a_list_and_the_short_form_of_build(tmp_path: Path) -> None:
    """`build: .` has no arguments; a list's `NAME=VALUE` is parted at its first equals sign."""
    text = "services:\n  a:\n    build: .\n    environment: [A=b=c]\n"
    text += "  b:\n    build:\n      args:\n        - 'T=x=y'\n"

    assert values(fed(tmp_path / "c", {"compose.yaml": text})) == [
        ("compose.yaml", "A", "b=c", 4),
        ("compose.yaml", "T", "x=y", 8),
    ]


def test_a_variable_brings_its_value_from_the_file_beside(tmp_path: Path) -> None:
    """What `.env` fills in is handed over too, at its own place, by the reference's line."""
    text = "services:\n  a:\n    build:\n      args:\n        T: pre-${SECRET}\n        BARE:\n"
    files = {"compose.yaml": text, ".env": "# c\nSECRET='s 1'\nBARE=b # why\nOTHER=o\n"}

    found = fed(tmp_path / "c", files)

    assert values(found) == [
        ("compose.yaml", "T", "pre-${SECRET}", 5),
        (".env", "T", "s 1", 2),
        ("compose.yaml", "BARE", "", 6),
        (".env", "BARE", "b", 3),
    ]
    assert found.feeds[1].via == found.feeds[0]


@pytest.mark.parametrize(
    "build",
    [
        "{context: ./sub}",
        "{dockerfile: other.Dockerfile}",
        "{context: 'https://h.test/a.git'}",
        "{dockerfile_inline: FROM scratch}",
    ],
)
def test_another_build_is_none_of_ours(tmp_path: Path, build: str) -> None:
    """A service that builds something else hands nothing to this build."""
    text = f"services:\n  a:\n    build: {build}\n    environment: {{A: b}}\n"

    assert fed(tmp_path / "c", {"compose.yaml": text}).feeds == ()


def test_files_above_count_as_far_as_the_repository_goes(tmp_path: Path) -> None:
    """In a repository the compose file above the context is read, named by how to get there."""
    text = "services:\n  a:\n    build: {context: api, args: {T: v}}\n"

    alone = fed(tmp_path / "alone", {"compose.yaml": text}, context="api/")
    found = fed(tmp_path / "r", {"compose.yaml": text, ".git/HEAD": "x"}, context="api/")

    assert alone.feeds == ()
    assert values(found) == [("../compose.yaml", "T", "v", 3)]


HCL = """\
// defaults
variable "TOKEN" { default = "d-1" }
variable "UNUSED" {
  default = "d-2"
}
target "app" {
  context = "."
  args = {
    T = "v-1" # why
    "Q" = "a\\"b"
    FROM_VARIABLE = TOKEN
    MIXED = "x-${TOKEN}"
  }
  labels = { T = "no" }
}
target "other" {
  context = "other"
  args = { T = "v-2" }
}
"""
JSON = """{
  "variable": {"TOKEN": {"default": "d-1"}},
\t"target": {"app": {"args": {"T": "v-1", "MIXED": "x-${TOKEN}"}}, "b": {"context": "b"}}
}"""


def test_a_bake_file_gives_arguments_and_the_defaults_they_use(tmp_path: Path) -> None:
    """HCL and JSON: each argument of a target for this directory, and each variable in it."""
    found = fed(tmp_path / "c", {"docker-bake.hcl": HCL, "docker-bake.json": JSON})

    assert values(found) == [
        ("docker-bake.hcl", "T", "v-1", 9),
        ("docker-bake.hcl", "Q", 'a\\"b', 10),
        ("docker-bake.hcl", "FROM_VARIABLE", "${TOKEN}", 11),
        ("docker-bake.hcl", "FROM_VARIABLE", "d-1", 2),
        ("docker-bake.hcl", "MIXED", "x-${TOKEN}", 12),
        ("docker-bake.hcl", "MIXED", "d-1", 2),
        ("docker-bake.json", "T", "v-1", 3),
        ("docker-bake.json", "MIXED", "x-${TOKEN}", 3),
        ("docker-bake.json", "MIXED", "d-1", 2),
    ]


WORKFLOW = """\
on: push
jobs:
  a:
    steps:
      - uses: docker/build-push-action@v6
        with:
          context: .
          build-args: |
            VERSION=1
            T=${{ secrets.T }}
      - uses: docker/build-push-action@v6
        with: {context: other, build-args: T=no}
      - run: |
          echo start
          docker buildx build --build-arg T=${{ secrets.T }} \\
            --build-arg=U="u-1" -f Dockerfile .
          docker build --build-arg T=no other
      - uses: docker/build-push-action@v6
"""


def test_a_workflow_gives_the_arguments_of_its_steps(tmp_path: Path) -> None:
    """Of the action and of commands alike; a step without a context builds from git."""
    found = fed(tmp_path / "c", {".github/workflows/ci.yml": WORKFLOW})

    file = ".github/workflows/ci.yml"
    assert values(found) == [
        (file, "VERSION", "1", 9),
        (file, "T", "${{ secrets.T }}", 10),
        (file, "T", "${{ secrets.T }}", 15),
        (file, "U", "u-1", 16),
    ]
    assert found.remote == ((file, 18, "uses: docker/build-push-action@v6"),)


def test_a_development_container_gives_arguments_and_environment(tmp_path: Path) -> None:
    """Comments and trailing commas are as VS Code has them, and lines stay right."""
    text = """{
  // which "file"
  "build": { "dockerfile": "../Dockerfile", "context": "..", /* a
  b */ "args": { "T": "v-1", } },
  "containerEnv": {"URL": "https://h.test"},
}"""

    assert values(fed(tmp_path / "c", {".devcontainer/devcontainer.json": text})) == [
        (".devcontainer/devcontainer.json", "T", "v-1", 4),
        (".devcontainer/devcontainer.json", "URL", "https://h.test", 5),
    ]


@pytest.mark.parametrize("text", ["build: [", "build: " + "[" * 5000, "", "build: !!x {a: &a *a}"])
def test_what_is_no_yaml_is_a_note_at_the_most(tmp_path: Path, text: str) -> None:
    """A file that is not understood says so and stops nothing."""
    found = fed(tmp_path / "c", {"compose.yaml": text})

    assert found.feeds == ()
    assert all("compose.yaml is not understood" in note for note in found.notes)


TEXT = st.lists(
    st.sampled_from(
        [
            *("services:", "\n  a:", "\n    build:", " .", "\n      args:", " {T: v}", "\n", "- "),
            *('"', "'", "target", ' "x" ', "{", "}", "=", "${T}", "<<EOF\n", "EOF\n", "\\", "//"),
            *("jobs:", "steps:", "- run: |", "docker build --build-arg T=v .", "&a ", "*a", "\x00"),
            *("[", "]", ":", ",", "/*", "*/", "\t", "\u00e9", "build", "args", "<<: ", "\r\n"),
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=150)
@given(text=TEXT)
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes a reader fail in another way, and every value lies where it says."""
    for read, name in (
        (lambda source: compose.feeds(source, lambda *_: True, source), "compose.yaml"),
        (lambda source: bake.feeds(source, lambda *_: True), "docker-bake.hcl"),
        (lambda source: bake.feeds(source, lambda *_: True), "docker-bake.json"),
        (lambda source: devcontainer.feeds(source, lambda *_: True), "devcontainer.json"),
        (lambda source: workflows.feeds(source, lambda *_: True), ".github/workflows/a.yml"),
    ):
        try:
            found = list(read(Source(name, "/work/.github/workflows", text)))
        except NotReadable:
            continue
        data = text.encode()
        for feed in found:
            written = feed.raw.encode()
            assert data[feed.offset : feed.offset + len(written)] == written
            assert data[: feed.offset].count(b"\n") + 1 == feed.line
