"""Per file of a context: baked, intermediate, sent, reachable or ignored, and by which lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from pathlib import Path

from leakscan.context.archives import is_archive
from leakscan.context.builders import Builder
from leakscan.context.dockerfile import Dockerfile, parse
from leakscan.context.dockerignore import Choice, beside, choose
from leakscan.context.ignorefile import IgnoreFileError, read_lines
from leakscan.context.instruction import DockerfileError
from leakscan.context.locate import Found, locate
from leakscan.context.matcher import Matcher
from leakscan.context.nearmiss import misses
from leakscan.context.places import LinePlace, stage_of_line
from leakscan.context.prediction import PredictedFile, Prediction, Proposed
from leakscan.context.settle import ORDER, settle
from leakscan.context.stages import Plan, plan
from leakscan.context.tracing import Mark, Tracer
from leakscan.context.tree import Directory, walk
from leakscan.errors import LimitExceeded, UsageError
from leakscan.model.finding import Skipped
from leakscan.model.location import Reach

__all__ = [
    "Builder",
    "LinePlace",
    "PredictedFile",
    "Prediction",
    "Proposed",
    "predict",
    "stage_of_line",
]


def predict(
    context: Path,
    *,
    dockerfile: Path | None = None,
    target: str | None = None,
    builder: Builder = Builder.BUILDKIT,
    build_args: Mapping[str, str] | None = None,
    build_contexts: Mapping[str, str] | None = None,
    proposed: Proposed | None = None,
) -> Prediction:
    """
    Return what a build of the directory `context` would read, send and bake.

    `dockerfile` is relative to the working directory, as docker's `-f`; None looks for the
    builder's own names.  With `proposed`, the tree that was walked before is judged once more, by
    another ignore file.

    Raises:
        TargetNotFound: There is no such directory, or no such Dockerfile though it was named.
        TargetUnreadable: The directory cannot be listed.
        UsageError: The context is not a local directory, or the target is no stage.
    """
    _refuse_remote(context)
    tree = proposed.tree if proposed else walk(context)
    found = locate(context, tree, dockerfile, builder)
    choice = (
        Choice(name=proposed.name, data=proposed.data)
        if proposed
        else choose(context, tree, found.place, builder)
    )
    draft = _Draft(tree, builder, found, choice, partial(is_archive, context, tree))
    draft.follow(target, build_args or {}, build_contexts or {})
    draft.decide()
    return draft.prediction()


def _refuse_remote(context: Path) -> None:
    text = str(context)
    # A path has swallowed one of a URL's two slashes.
    if text == "-" or text.startswith(("http:/", "https:/", "git:/", "ssh:/", "git@")):
        raise UsageError(
            f"{text!r} is not a local directory: no ignore file applies to what a builder fetches",
            "Check it out and give the directory.",
        )


@dataclass(slots=True)
class _Draft:
    """A prediction in the making."""

    tree: Directory
    builder: Builder
    found: Found
    choice: Choice
    is_archive: Callable[[str], bool]
    dockerfile: Dockerfile | None = None
    plan: Plan | None = None
    marks: dict[str, list[Mark]] = field(default_factory=dict)
    floor: Reach = Reach.REACHABLE
    """How far everything gets that is not ignored."""
    files: list[PredictedFile] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    unread: list[Skipped] = field(default_factory=list)
    """What could not be read of the part that is not ignored."""
    emptied: list[str] = field(default_factory=list)
    """Files that BuildKit sends without their bytes."""

    def follow(
        self, target: str | None, build_args: Mapping[str, str], build_contexts: Mapping[str, str]
    ) -> None:
        """Parse the Dockerfile and mark what its instructions take."""
        self.notes.extend(self.found.notes)
        if self.builder is not Builder.BUILDKIT:
            self.floor = Reach.SENT
        if self.found.data is None:
            self.floor = Reach.REACHABLE
            return
        try:
            self.dockerfile = parse(self.found.data, self.found.place.path)
        except DockerfileError as error:
            self._problem(str(error), error.hint)
        if self.dockerfile is None:
            return
        if all(one.keyword != "FROM" for one in self.dockerfile.instructions):
            place = self.found.place.path
            self._problem(f"{place}: no FROM, so there is nothing to build", DockerfileError.hint)
            return
        if _foreign(self.dockerfile.syntax) and self.builder is Builder.BUILDKIT:
            self.floor = Reach.SENT
            self.notes.append(
                f"the Dockerfile is read by the frontend {self.dockerfile.syntax!r}: what it copies"
                " is not predicted, and everything that is not ignored counts as sent"
            )
            return
        self.plan = plan(
            self.dockerfile,
            target=target,
            builder=self.builder,
            build_args=build_args,
            build_contexts=build_contexts,
        )
        self.notes.extend(self.plan.notes)
        self._trace(self.plan)

    def decide(self) -> None:
        """Settle every file of the tree, first with the ignore file, without it if it fails."""
        try:
            lines = read_lines(self.choice.data, self.choice.name, self.builder)
            matcher = Matcher(lines, self.builder, self.choice.name)
            found = settle(self.tree, matcher, self.marks, self.floor)
        except IgnoreFileError as error:
            self._problem(f"{error}; nothing counts as ignored", error.hint)
            matcher = Matcher((), self.builder, self.choice.name)
            found = settle(self.tree, matcher, self.marks, self.floor)
        self.files = sorted(found.files, key=itemgetter(0))
        self.emptied = sorted(found.emptied)
        self.unread = found.unread
        self.notes.extend(misses(matcher, self.files))
        if self.emptied:
            self.notes.append(
                f"{len(self.emptied)} files are sent by name but without their bytes, because the"
                f" lines of {self.choice.name} contradict each other: {_some(self.emptied)}"
            )

    def prediction(self) -> Prediction:
        """Return the finished prediction."""
        return Prediction(
            builder=self.builder,
            dockerfile=self.dockerfile,
            dockerfile_name=self.found.place.path if self.found.data is not None else "",
            dockerfile_text=self.found.data or b"",
            plan=self.plan,
            ignore_file=self.choice.name,
            files=tuple(self.files),
            emptied=tuple(self.emptied),
            skipped=(*self.choice.skipped, *self.skipped, *self.unread),
            notes=(*self.choice.notes, *self.notes),
            tree=self.tree,
            ignore_data=self.choice.data,
        )

    def _problem(self, reason: str, hint: str) -> None:
        self.skipped.append(
            Skipped(path=reason.partition(":")[0], reason=f"context.build: {reason}", hint=hint)
        )

    def _trace(self, followed: Plan) -> None:
        tracer = Tracer(self.tree, followed, self.found.place.path, self.builder, self.is_archive)
        try:
            for mark in tracer.marks():
                self._mark(mark)
        except LimitExceeded as error:
            self._mark(Mark("", Reach.BAKED, ()))
            self.notes.append(f"{error}: everything that is not ignored counts as baked")
        built = [stage for stage in followed.stages if stage.index in followed.built]
        if self.marks and any(stage.asks_for_all for stage in built):
            self._mark(Mark("", Reach.SENT, ()))
        for step in dict.fromkeys(tracer.missing[:20]):
            self.notes.append(
                f"{step.file} line {step.line}: a source is not in the context: {step.text}"
            )
        if self.builder is not Builder.BUILDAH:
            # Sent beside the context, whatever the ignore file says of them.
            for place in (self.found.place, beside(self.found.place, ".dockerignore")):
                if place.inside:
                    self._mark(Mark(place.path, Reach.SENT, (), unfiltered=True))
            self._mark(Mark(".dockerignore", Reach.SENT, (), unfiltered=True))

    def _mark(self, mark: Mark) -> None:
        """Keep a mark, unless one that is as bad is there for the same path."""
        present = self.marks.setdefault(mark.path, [])
        order = ORDER[mark.reach]
        if not any(
            ORDER[old.reach] <= order and old.excludes is None and old.unfiltered >= mark.unfiltered
            for old in present
        ):
            present.append(mark)
            present.sort(key=lambda one: ORDER[one.reach])


def _foreign(syntax: str) -> bool:
    """Return whether a frontend is not Docker's own, under whatever registry it is mirrored."""
    name = syntax.partition("@")[0]
    head, slash, last = name.rpartition("/")
    repository = f"{head}{slash}{last.partition(':')[0]}"
    return bool(syntax) and not repository.endswith(
        ("docker/dockerfile", "docker/dockerfile-upstream")
    )


def _some(paths: list[str]) -> str:
    shown = ", ".join(repr(path) for path in paths[:5])
    return shown + (", ..." if len(paths) > 5 else "")
