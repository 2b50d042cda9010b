"""Per file of a context: baked, intermediate, sent, reachable or ignored, and by which lines."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Unpack

from leakscan.context.archives import is_archive
from leakscan.context.builders import Builder
from leakscan.context.deciding import decide, problem
from leakscan.context.dockerfile import Dockerfile, parse
from leakscan.context.dockerignore import Choice, beside, choose
from leakscan.context.instruction import DockerfileError
from leakscan.context.locate import Found, locate
from leakscan.context.marks import Mark, Marks
from leakscan.context.named import NamedContext, named_contexts
from leakscan.context.named_parts import Opened, decide_named, open_named
from leakscan.context.places import LinePlace, stage_of_line
from leakscan.context.planning import plan
from leakscan.context.prediction import PredictedFile, Prediction, Proposed, Walked
from leakscan.context.remote import refuse_remote
from leakscan.context.request import Build
from leakscan.context.stages import Plan
from leakscan.context.tracing import Tracer
from leakscan.context.tree import Directory, part_of
from leakscan.context.walking import walk
from leakscan.errors import LimitExceeded
from leakscan.model.finding import Skipped
from leakscan.model.location import Reach

__all__ = [
    "Builder",
    "LinePlace",
    "PredictedFile",
    "Prediction",
    "Proposed",
    "Walked",
    "predict",
    "stage_of_line",
]


def predict(context: Path, *, known: Walked | None = None, **build: Unpack[Build]) -> Prediction:
    """
    Return what a build of the directory `context` would read, send and bake.

    What is `known` is judged once more, not walked again: by the ignore file that is proposed, if
    one is.

    Raises:
        TargetNotFound: There is no such directory, or no such Dockerfile though it was named.
        TargetUnreadable: The directory cannot be listed.
        UsageError: The context is not a local directory, or the target is no stage.
    """
    builder = build.get("builder", Builder.BUILDKIT)
    refuse_remote(context, builder)
    contexts = named_contexts(build.get("build_contexts") or {}, builder)
    tree = known.tree if known else walk(context)
    named = open_named(context, contexts.values(), known.named if known else {})
    found = locate(context, tree, build.get("dockerfile"), builder)
    proposed = {}
    if isinstance(known, Proposed):
        proposed[known.context] = Choice(name=known.name, data=known.data)
    if "" in proposed:
        choice = proposed[""]
    elif build.get("unfiltered"):
        choice = Choice(notes=["no ignore file applies, as asked for"])
    else:
        choice = choose(context, tree, found.place, builder)
    draft = _Draft(tree, builder, found, choice, partial(is_archive, context, tree), named)
    draft.proposed = proposed
    draft.follow(build.get("target"), build.get("build_args") or {}, contexts)
    prediction = draft.prediction(known.only if known else None)
    return replace(prediction, given_contexts=frozenset(build.get("build_contexts") or ()))


@dataclass(slots=True)
class _Draft:
    """A prediction in the making."""

    tree: Directory
    builder: Builder
    found: Found
    choice: Choice
    is_archive: Callable[[str], bool]
    named: Sequence[Opened]
    proposed: Mapping[str, Choice] = field(default_factory=dict)
    """By the name of the context: ignore files that are not there yet."""
    dockerfile: Dockerfile | None = None
    plan: Plan | None = None
    marks: dict[str, Marks] = field(default_factory=lambda: defaultdict(Marks))
    """By the name of the context; the build's own has the empty one."""
    floor: Reach = Reach.REACHABLE
    """How far everything gets that is not ignored."""
    foreign: bool = False
    """Whether another frontend than Docker's own decides what is copied."""
    notes: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def follow(
        self,
        target: str | None,
        build_args: Mapping[str, str],
        build_contexts: Mapping[str, NamedContext],
    ) -> None:
        """Parse the Dockerfile and mark what its instructions take."""
        self.notes.extend(self.found.notes)
        if self.found.data is None:
            return
        if self.builder is not Builder.BUILDKIT:
            self.floor = Reach.SENT
        try:
            self.dockerfile = parse(self.found.data, self.found.place.path)
        except DockerfileError as error:
            self.skipped.append(problem(str(error), error.hint))
            return
        if all(one.keyword != "FROM" for one in self.dockerfile.instructions):
            reason = f"{self.found.place.path}: no FROM, so there is nothing to build"
            self.skipped.append(problem(reason, DockerfileError.hint))
            return
        if _foreign(self.dockerfile.syntax) and self.builder is Builder.BUILDKIT:
            self.floor = Reach.SENT
            self.foreign = True
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

    def prediction(self, only: frozenset[str] | None) -> Prediction:
        """Settle every file, or some of the build's own context; return the whole prediction."""
        tree = self.tree if only is None else part_of(self.tree, only)
        place = self.found.place
        own = decide(
            tree,
            self.choice,
            self.builder,
            self.marks[""],
            self.floor,
            dockerfile=place.path if place.inside and self.found.data is not None else "",
        )
        parts = [
            decide_named(
                each,
                self.builder,
                self.marks[each.name],
                foreign=self.foreign,
                proposed=self.proposed.get(each.name),
            )
            for each in self.named
        ]
        decided = [own, *(each for _, each in parts)]
        return Prediction(
            builder=self.builder,
            dockerfile=self.dockerfile,
            dockerfile_name=self.found.place.path if self.found.data is not None else "",
            dockerfile_text=self.found.data or b"",
            plan=self.plan,
            ignore_file=self.choice.name,
            files=own.files,
            emptied=own.emptied,
            named=tuple(part for part, _ in parts),
            skipped=(
                *self.choice.skipped,
                *self.skipped,
                *(skipped for each in decided for skipped in each.skipped),
            ),
            notes=(
                *self.choice.notes,
                *self.notes,
                *(note for each in decided for note in each.notes),
            ),
            tree=self.tree,
            ignore_data=self.choice.data,
            ignore_lines=own.lines,
            ignore_refused=own.refused,
        )

    def _trace(self, followed: Plan) -> None:
        trees = {"": self.tree, **{each.name: each.tree for each in self.named}}
        tracer = Tracer(trees, followed, self.found.place.path, self.builder, self.is_archive)
        try:
            for mark in tracer.marks():
                self.marks[mark.context].put(mark)
        except LimitExceeded as error:
            for context in trees:
                self.marks[context].put(Mark("", Reach.BAKED, ()))
            self.notes.append(f"{error}: everything that is not ignored counts as baked")
        asked = [stage for stage in followed.stages if stage.index in followed.asked]
        if self.marks[""] and any(stage.asks_for_all for stage in asked):
            self.marks[""].put(Mark("", Reach.SENT, ()))
        for step, context in dict.fromkeys(tracer.missing[:20]):
            where = f"the build context {context!r}" if context else "the context"
            self.notes.append(
                f"{step.file} line {step.line}: a source is not in {where}: {step.text}"
            )
        if self.builder is not Builder.BUILDAH:
            self._mark_beside(tracer.wanted)

    def _mark_beside(self, used: Collection[str]) -> None:
        """Mark what is sent beside the contexts, whatever the ignore files say of it."""
        own = beside(self.found.place, ".dockerignore")
        # With an ignore file of the Dockerfile's own, BuildKit does not ask for the other one.
        names = [] if self.builder is Builder.BUILDKIT and self.choice.name == own.path else [""]
        for place in (self.found.place, own)[: 2 if self.builder is Builder.BUILDKIT else 1]:
            if place.inside:
                self.marks[""].put(Mark(place.path, Reach.SENT, (), unfiltered=True))
        names.extend(name for name in used if name)
        for name in names:
            self.marks[name].put(Mark(".dockerignore", Reach.SENT, (), unfiltered=True))


def _foreign(syntax: str) -> bool:
    """Return whether a frontend is not Docker's own, under whatever registry it is mirrored."""
    name = syntax.partition("@")[0]
    head, slash, last = name.rpartition("/")
    repository = f"{head}{slash}{last.partition(':')[0]}"
    return bool(syntax) and not repository.endswith(
        ("docker/dockerfile", "docker/dockerfile-upstream")
    )
