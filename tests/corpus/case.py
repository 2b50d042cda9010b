"""A case of the corpus: what is built, and what must and must not be found in it."""

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from leakscan.detection.templates import render

CORPUS = Path(__file__).parents[2] / "corpus"
BUILDERS = ("none", "buildkit", "buildkit-latest", "classic", "buildah", "synthetic", "debootstrap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a secret is: each field that is set must hold for a location; see corpus/README.md."""

    secret: str = ""
    """Its name among the case's `secrets`."""
    rule: str = ""
    """Pattern of rule ids, as in a shell: `github-*`."""
    kind: str = ""
    path: str = ""
    """Exact, or a pattern as in a shell."""
    inner: str = ""
    """One of the names inside the file, exact or a pattern."""
    key: str = ""
    platform: str = ""
    layer: int | None = None
    visibility: str = ""
    reach: str = ""
    introduced: str = ""
    """Part of the instruction that brought it in."""
    line: int | None = None
    """Line of the Dockerfile that brought it in, or the line of the file or Dockerfile itself."""
    removed: str = ""
    removed_line: int | None = None
    decided_line: int | None = None
    via_line: int | None = None
    """Line that brought the file into the stage it was copied from, if that is certain."""
    base: bool | None = None
    """Whether the step is labelled as the base image's."""
    recoverable: bool | None = None
    """Whether there is a command that gets the file out of the image again."""
    builders: tuple[str, ...] = ()
    """Only for these builders; empty: for all."""

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "Place":
        """Return the place that a `[[expect]]`, `[[allow]]` or `[[absent]]` table describes."""
        unknown = set(table) - {entry.name for entry in fields(cls)} - {"why"}
        if unknown:
            raise ValueError(f"unknown fields {sorted(unknown)}")
        values = {name: value for name, value in table.items() if name != "why"}
        return cls(**(values | {"builders": tuple(values.get("builders", ()))}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """Advice on a line, where there is no secret to be found: all of it must hold."""

    kind: str
    file: str
    line: int
    instead: str = ""
    """A line that the advice says to write; empty: whatever it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One folder of the corpus."""

    name: str
    folder: Path
    title: str
    scanner: str
    """`image` or `context`."""
    builders: tuple[str, ...]
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Templates by name; the values are made at run time."""
    build: Mapping[str, Any] = field(default_factory=dict)
    images: tuple[Mapping[str, Any], ...] = ()
    git: Mapping[str, Any] = field(default_factory=dict)
    """A repository to be made by git among the case's files."""
    packs: tuple[Mapping[str, Any], ...] = ()
    """Archives and other packed files, made of the case's files, which they replace."""
    rename: Mapping[str, str] = field(default_factory=dict)
    """Folders that cannot be committed under their own name."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Symbolic links of a context: target by name."""
    scan: tuple[str, ...] = ()
    """More words for the scanner's command line."""
    expect: tuple[Place, ...] = ()
    allow: tuple[Place, ...] = ()
    absent: tuple[Place, ...] = ()
    advise: tuple[Habit, ...] = ()
    silent: bool = False
    """Whether there must be no advice but that of `advise`; so it is where there is any."""

    @property
    def dockerfile(self) -> str:
        """Name of the Dockerfile; empty when the case has none."""
        name = str(self.build.get("dockerfile", "Dockerfile"))
        found = (self.folder / name).is_file() or (self.folder / f"{name}.tmpl").is_file()
        return name if found else ""

    def values(self, seed: int) -> dict[str, str]:
        """Return fresh secrets by name; the same seed gives the same ones, private keys apart."""
        rng = random.Random(f"{self.name} {seed}")
        return {name: render(template, rng) for name, template in self.secrets.items()}


def load(folder: Path) -> Case:
    """Return the case in `folder`."""
    table = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    table.pop("why", None)
    for name in ("expect", "allow", "absent"):
        table[name] = tuple(Place.from_table(row) for row in table.get(name, ()))
    table["advise"] = tuple(Habit(**row) for row in table.get("advise", ()))
    for name in ("builders", "scan"):
        table[name] = tuple(table.get(name, ()))
    table["images"] = tuple(table.pop("image", ()))
    table["packs"] = tuple(table.pop("pack", ()))
    case = Case(name=folder.name, folder=folder, **table)
    unknown = set(case.builders) - set(BUILDERS)
    if unknown or not case.builders:
        raise ValueError(f"{folder.name}: builders {sorted(unknown)}")
    for place in (*case.expect, *case.allow, *case.absent):
        if place.secret and place.secret not in case.secrets:
            raise ValueError(f"{folder.name}: no secret {place.secret!r}")
    return case


def cases() -> Iterator[Case]:
    """Yield every case, by name."""
    for recipe in sorted(CORPUS.glob("*/case.toml")):
        yield load(recipe.parent)
