"""Builds with a named context, and what today's BuildKit made of each: frozen, and built again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.context.dockerfile_trees import EXIT

FILES = ("a.txt", "b.txt", "sub/c.txt", "sub/d.env", "key.pem")
"""In the build's own context (`main/`) and in the named one (`other/`)."""
_ALL = {f"other/{name}" for name in FILES}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCase:
    """One build."""

    name: str
    """Of the case, and of the test."""
    dockerfile: str
    baked: set[str]
    received: set[str] = field(default_factory=set)
    """Sent to the builder and not in the image; without the Dockerfile."""
    called: str = "other"
    """The name that the directory `other` is given under."""
    ignored: Mapping[str, str] = field(default_factory=dict)
    """Ignore files, by path."""
    runs: bool = False
    """Whether both contexts have a program to run, `exit`."""


CASES = (
    NamedCase(
        name="a part is copied",
        dockerfile="FROM scratch\nCOPY --from=other a.txt sub/ /\n",
        baked={"other/a.txt", "other/sub/c.txt", "other/sub/d.env"},
    ),
    NamedCase(
        name="its own ignore file applies",
        dockerfile="FROM scratch\nCOPY --from=other . /\nCOPY key.pem /main\n",
        ignored={"other/.dockerignore": "*.pem\n**/*.env\n", "main/.dockerignore": "b.txt\n"},
        baked={"other/a.txt", "other/b.txt", "other/sub/c.txt", "main/key.pem"},
    ),
    NamedCase(
        name="the Dockerfile's ignore file does not apply",
        dockerfile="FROM scratch\nCOPY --from=other . /\n",
        ignored={"main/Dockerfile.dockerignore": "*\n", "other/Dockerfile.dockerignore": "*.pem\n"},
        baked={*_ALL, "other/Dockerfile.dockerignore"},
    ),
    NamedCase(
        name="what is excluded from a copy is sent",
        dockerfile="FROM scratch\nCOPY --from=other --exclude=*.env sub /q\n",
        baked={"other/sub/c.txt"},
        received={"other/sub/d.env"},
    ),
    NamedCase(
        name="an image that begins with it is all of it",
        dockerfile="FROM other\nCOPY a.txt /m\n",
        baked={*_ALL, "main/a.txt"},
    ),
    NamedCase(
        name="of a stage that begins with it, what is copied on",
        dockerfile="FROM other AS x\nFROM scratch\nCOPY --from=x a.txt /\n",
        baked={"other/a.txt"},
    ),
    NamedCase(
        name="a stage that runs something gets all of it",
        dockerfile='FROM other AS x\nRUN ["/exit"]\nFROM scratch\nCOPY --from=x a.txt /\n',
        runs=True,
        baked={"other/a.txt"},
        received={*_ALL, "other/exit"} - {"other/a.txt"},
    ),
    NamedCase(
        name="a stage on a stage that begins with it",
        dockerfile=(
            "FROM other AS x\nFROM x AS y\nCOPY a.txt /z\nFROM scratch\nCOPY --from=y sub /\n"
        ),
        baked={"other/sub/c.txt", "other/sub/d.env"},
        received={"main/a.txt"},
    ),
    NamedCase(
        name="a stage of its name is not run, but what that would need is sent",
        dockerfile=(
            "FROM scratch AS dep\nCOPY a.txt /q\nFROM scratch AS st\nCOPY --from=dep q /x\n"
            "FROM scratch\nCOPY --from=st b.txt /\nCOPY sub/c.txt /\n"
        ),
        called="st",
        baked={"other/b.txt", "main/sub/c.txt"},
        received={"main/a.txt"},
    ),
    NamedCase(
        name="a stage that continues the one it replaces",
        dockerfile=(
            "FROM scratch AS st\nCOPY a.txt /q\nFROM st AS y\nCOPY b.txt /m\n"
            "FROM scratch\nCOPY --from=y m sub /\n"
        ),
        called="st",
        baked={"main/b.txt", "other/sub/c.txt", "other/sub/d.env"},
    ),
    NamedCase(
        name="a number stands for the stage that it replaces",
        dockerfile="FROM scratch AS st\nCOPY a.txt /q\nFROM scratch\nCOPY --from=0 b.txt /\n",
        called="st",
        baked={"other/b.txt"},
    ),
    NamedCase(
        name="an image of its name, spelt out",
        dockerfile="FROM docker.io/library/alpine:latest\nCOPY a.txt /m\n",
        called="alpine",
        baked={*_ALL, "main/a.txt"},
    ),
    NamedCase(
        name="an image of its name and tag",
        dockerfile="FROM scratch\nCOPY --from=alpine:3.1 *.txt /m/\n",
        called="alpine:3.1",
        baked={"other/a.txt", "other/b.txt"},
    ),
    NamedCase(
        name="a part is mounted",
        dockerfile=(
            'FROM scratch\nCOPY exit /\nRUN --mount=from=other,source=sub,target=/s ["/exit"]\n'
        ),
        runs=True,
        baked={"main/exit"},
        received={"other/sub/c.txt", "other/sub/d.env"},
    ),
    NamedCase(
        name="a cache begins with it",
        dockerfile=(
            'FROM scratch\nCOPY exit /\nRUN --mount=type=cache,from=other,target=/s ["/exit"]\n'
        ),
        runs=True,
        baked={"main/exit"},
        received={*_ALL, "other/exit"},
    ),
    NamedCase(
        name="a stage that is not needed",
        dockerfile="FROM scratch AS x\nCOPY --from=other . /\nFROM scratch\nCOPY a.txt /\n",
        baked={"main/a.txt"},
    ),
)


def write(case: NamedCase, root: Path, content: Mapping[str, bytes]) -> None:
    """Write both contexts below `root`; `content` has what is appended to each file by path."""
    program = {f"{top}/exit": EXIT for top in ("main", "other")} if case.runs else {}
    files = {f"{top}/{name}": b"" for top in ("main", "other") for name in FILES}
    texts = {"main/Dockerfile": case.dockerfile, **case.ignored}
    files |= {**program, **{name: text.encode() for name, text in texts.items()}}
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data + content.get(name, b""))
        path.chmod(0o755)


def names(case: NamedCase) -> list[str]:
    """Return the files that count: those that a build can tell apart by a mark in them."""
    found = [f"{top}/{name}" for top in ("main", "other") for name in FILES]
    found += ["main/exit", "other/exit"] if case.runs else []
    found += [name for name in case.ignored if name.startswith("other/Dockerfile")]
    return found
