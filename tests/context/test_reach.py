import os
import tarfile
import time
from pathlib import Path

import pytest

from leakscan.context.builders import Builder
from leakscan.context.reach import predict, stage_of_line
from leakscan.errors import TargetNotFound, TargetUnreadable, UsageError
from leakscan.model.location import Reach
from tests.context.trees import lines_of, make, reaches, with_reach

BAKED, INTERMEDIATE, SENT = Reach.BAKED, Reach.INTERMEDIATE, Reach.SENT
REACHABLE, IGNORED = Reach.REACHABLE, Reach.IGNORED
FILES = {"app/main.py": "1", "app/key.pem": "2", "conf/a.ini": "3", ".env": "4"}


def context(root: Path, dockerfile: str, ignore: str = "", **more: str) -> Path:
    """Write a context of a few files with a Dockerfile."""
    files = {**FILES, **more, "Dockerfile": dockerfile}
    return make(root, {**files, ".dockerignore": ignore} if ignore else files)


def test_a_file_copied_by_name_is_baked_and_the_rest_stays_home(tmp_path: Path) -> None:
    """BuildKit transfers what is named; a directory counts for all below it."""
    prediction = predict(context(tmp_path, "FROM scratch\nCOPY conf .env /etc/\n"))

    assert with_reach(prediction, BAKED) == {"conf/a.ini", ".env"}
    assert with_reach(prediction, REACHABLE) == {"app/main.py", "app/key.pem"}
    assert with_reach(prediction, SENT) == {"Dockerfile"}
    assert lines_of(prediction, ".env") == [("Dockerfile", 2)]


@pytest.mark.parametrize("builder", [Builder.CLASSIC, Builder.BUILDAH])
def test_other_builders_get_all_that_is_not_ignored(tmp_path: Path, builder: Builder) -> None:
    """Without BuildKit the whole context is handed over."""
    root = context(tmp_path, "FROM scratch\nCOPY conf /etc/\n", "app/*.pem\n")

    prediction = predict(root, builder=builder)

    assert reaches(prediction)["app/main.py"] is SENT
    assert reaches(prediction)["app/key.pem"] is IGNORED
    assert lines_of(prediction, "app/key.pem") == [(".dockerignore", 1)]


@pytest.mark.parametrize(
    ("instruction", "text"),
    [
        ("COPY \\\n  # why\n  app \\\n  /app", "COPY app /app"),
        ("COPY app /app", "COPY app /app"),
        ("COPY app <<EOF /app/\nhello \\\nEOF", "COPY app <<EOF /app/"),
    ],
)
def test_the_line_that_decides_is_quoted_whole(tmp_path: Path, instruction: str, text: str) -> None:
    """An instruction on several lines is quoted as one, without comments and here-documents."""
    prediction = predict(context(tmp_path, f"FROM scratch\n{instruction}\n"))

    (found,) = [file for file in prediction.files if file.path == "app/main.py"]
    assert [line.text for line in found.decided_by] == [text]


def test_a_stage_that_the_image_does_not_come_from_keeps_its_files(tmp_path: Path) -> None:
    """Copying an artifact out of a builder stage leaves its sources in the build cache."""
    dockerfile = (
        "FROM golang AS build\nWORKDIR /src\nCOPY . .\nRUN make\n"
        "FROM scratch\nCOPY --from=build /src/bin/server /\n"
    )

    prediction = predict(context(tmp_path, dockerfile))

    assert set(reaches(prediction).values()) == {INTERMEDIATE}


@pytest.mark.parametrize(
    ("copy", "baked"),
    [
        ("COPY --from=build /src /app", {"app/main.py", "app/key.pem", "conf/a.ini", ".env"}),
        ("COPY --from=0 / /", {"app/main.py", "app/key.pem", "conf/a.ini", ".env"}),
        ("COPY --from=build /src/conf /etc", {"conf/a.ini"}),
        ("COPY --from=build /src/*/*.pem /etc/", {"app/key.pem"}),
        ("COPY --from=build /s?c/.env /", {".env"}),
        ("COPY --from=build src/conf/a.ini /", {"conf/a.ini"}),
        ("COPY --from=build /usr /usr", set()),
        ("COPY --from=build ${WHERE} /app", {"app/main.py", "app/key.pem", "conf/a.ini", ".env"}),
    ],
)
def test_files_copied_on_from_a_stage_are_baked(tmp_path: Path, copy: str, baked: set[str]) -> None:
    """A copy from a stage takes along what of the context is at its source."""
    dockerfile = f"FROM golang AS build\nWORKDIR /src\nCOPY . .\nFROM scratch\n{copy}\n"

    prediction = predict(context(tmp_path, dockerfile))

    assert with_reach(prediction, BAKED) - {"Dockerfile"} == baked


def test_a_file_is_followed_through_several_stages(tmp_path: Path) -> None:
    """The chain of lines tells the whole way."""
    dockerfile = (
        "FROM scratch AS a\nCOPY app/key.pem /k/\nFROM scratch AS b\nCOPY --from=a /k/ /m/\n"
        "FROM b AS c\nFROM scratch\nCOPY --from=c /m/key.pem /last\n"
    )

    prediction = predict(context(tmp_path, dockerfile))

    assert with_reach(prediction, BAKED) == {"app/key.pem"}
    assert lines_of(prediction, "app/key.pem") == [
        ("Dockerfile", 2),
        ("Dockerfile", 4),
        ("Dockerfile", 7),
    ]


def test_the_base_of_the_target_is_part_of_the_image(tmp_path: Path) -> None:
    """A stage that the target continues is in the image, and so are its triggers' files."""
    dockerfile = "FROM scratch AS a\nCOPY .env /\nONBUILD COPY conf /c\nFROM a\n"

    prediction = predict(context(tmp_path, dockerfile))

    assert with_reach(prediction, BAKED) == {".env", "conf/a.ini"}


def test_stages_that_are_not_needed(tmp_path: Path) -> None:
    """BuildKit does not run them; the classic builder runs all up to the target."""
    root = context(tmp_path, "FROM scratch AS a\nCOPY .env /\nFROM scratch\nCOPY conf /\n")

    assert reaches(predict(root))[".env"] is REACHABLE
    assert reaches(predict(root, builder=Builder.CLASSIC))[".env"] is INTERMEDIATE
    assert reaches(predict(root, target="a"))[".env"] is BAKED
    assert reaches(predict(root, target="A"))["conf/a.ini"] is REACHABLE
    assert reaches(predict(root, target="0"))[".env"] is BAKED


def test_an_unknown_target_is_a_mistake_in_the_request(tmp_path: Path) -> None:
    """The error names the stages that there are."""
    with pytest.raises(UsageError) as caught:
        predict(context(tmp_path, "FROM scratch AS one\n"), target="two")

    assert "one" in caught.value.hint


def test_mounts_are_sent_and_leave_nothing(tmp_path: Path) -> None:
    """A bind mount takes its source, or everything; a cache or a secret takes nothing."""
    dockerfile = "FROM a\nRUN --mount=type=bind,source=conf,target=/c --mount=type=secret,id=x ls\n"
    prediction = predict(context(tmp_path / "one", dockerfile))
    assert with_reach(prediction, SENT) == {"conf/a.ini", "Dockerfile"}
    assert lines_of(prediction, "conf/a.ini") == [("Dockerfile", 2)]

    prediction = predict(context(tmp_path / "two", "FROM a\nRUN --mount=target=/c ls\n"))
    assert set(reaches(prediction).values()) == {SENT}

    prediction = predict(
        context(tmp_path / "three", "FROM a\nRUN --mount=type=cache,target=/c x\n")
    )
    assert reaches(prediction)[".env"] is REACHABLE


def test_a_tmpfs_mount_lifts_the_filter_of_a_context_in_use(tmp_path: Path) -> None:
    """BuildKit then asks for the whole context, though nothing names it."""
    dockerfile = "FROM a\nCOPY conf /c\nRUN --mount=type=tmpfs,target=/t ls\n"

    assert reaches(predict(context(tmp_path, dockerfile)))[".env"] is SENT


def test_variables_decide_what_is_copied(tmp_path: Path) -> None:
    """Arguments and environment; arguments from before the stages only if redeclared."""
    dockerfile = (
        "ARG DIR=conf\nFROM scratch\nARG DIR\nARG NAME=a\nENV FILE=${NAME}.ini\n"
        "COPY ${DIR}/$FILE ${FILE%.ini}.pem* /x/\n"
    )
    root = context(tmp_path, dockerfile)

    assert with_reach(predict(root), BAKED) == {"conf/a.ini"}
    changed = predict(root, build_args={"DIR": "app", "NAME": "key"})
    assert "conf/a.ini" not in with_reach(changed, BAKED)


@pytest.mark.parametrize("line", ["COPY ${DIR}/x /", "ARG DIR\nCOPY $DIR /", "COPY ${DIR%/} /x/"])
def test_an_unknown_variable_in_a_source_means_everything(tmp_path: Path, line: str) -> None:
    """What a source may name counts as copied."""
    prediction = predict(context(tmp_path, f"ARG DIR=conf\nFROM scratch\n{line}\n", "app\n"))

    if line.startswith("ARG"):
        assert with_reach(prediction, BAKED) == {"conf/a.ini"}
    else:
        assert ".env" in with_reach(prediction, BAKED)
        assert any("unclear" in note for note in prediction.notes)
    assert reaches(prediction)["app/main.py"] is IGNORED


def test_a_link_as_a_source_takes_its_target_along(tmp_path: Path) -> None:
    """Links in a source are followed inside the context; links inside a directory stay links."""
    more = {
        "link": "->app",
        "s/abs": "->/conf/a.ini",
        "out": "->../../etc/passwd",
        "d/l": "->../.env",
    }
    dockerfile = "FROM scratch\nCOPY link/key.pem s/abs out /x/\nCOPY d /d\n"

    prediction = predict(context(tmp_path, dockerfile, **more))

    assert with_reach(prediction, BAKED) == {"app/key.pem", "conf/a.ini", "d/l"}
    assert reaches(prediction)[".env"] is REACHABLE
    assert any("not in the context" in note for note in prediction.notes)


def test_what_exclude_leaves_out_is_still_sent(tmp_path: Path) -> None:
    """`--exclude` narrows the copy, not the transfer, and does not touch the source itself."""
    dockerfile = (
        "FROM scratch\nCOPY --exclude=*.pem app app/key.pem* /x/\nCOPY --exclude=**/*.pem conf /y\n"
    )

    prediction = predict(context(tmp_path / "one", dockerfile))
    assert reaches(prediction)["app/key.pem"] is BAKED

    prediction = predict(context(tmp_path / "two", "FROM scratch\nCOPY --exclude=*.pem app /x/\n"))
    assert reaches(prediction)["app/key.pem"] is SENT
    assert reaches(prediction)["app/main.py"] is BAKED


def test_parents_keep_the_path_in_the_stage(tmp_path: Path) -> None:
    """With `--parents` a file is below the target at its own path."""
    dockerfile = (
        "FROM scratch AS a\nCOPY --parents app/key.pem /p/\n"
        "FROM scratch\nCOPY --from=a /p/app/key.pem /\n"
    )

    assert with_reach(predict(context(tmp_path, dockerfile)), BAKED) == {"app/key.pem"}


def test_a_relative_target_follows_the_working_directory(tmp_path: Path) -> None:
    """WORKDIR adds up, with variables."""
    dockerfile = (
        "FROM x AS a\nARG V=1\nWORKDIR /srv\nWORKDIR app$V\nCOPY .env ./\n"
        "FROM scratch\nCOPY --from=a /srv/app1/.env /\n"
    )

    assert with_reach(predict(context(tmp_path, dockerfile)), BAKED) == {".env"}


def test_an_exception_is_told_with_the_copy(tmp_path: Path) -> None:
    """The line that let the file in comes first, then the one that copies it."""
    root = context(tmp_path, "FROM scratch\nCOPY . /\n", "app\n!app/key.pem\n")

    assert lines_of(predict(root), "app/key.pem") == [(".dockerignore", 2), ("Dockerfile", 2)]


def test_contradictory_lines_send_names_without_bytes(tmp_path: Path) -> None:
    """Where BuildKit's two decisions differ, a file arrives empty: nothing of it is given away."""
    root = context(tmp_path, "FROM scratch\nCOPY . /\n", "app\n!app/key.pem\n**/app\n")

    prediction = predict(root)

    assert reaches(prediction)["app/key.pem"] is IGNORED
    assert any("without their bytes" in note for note in prediction.notes)
    assert reaches(predict(root, builder=Builder.CLASSIC))["app/key.pem"] is BAKED


def test_a_malformed_ignore_file_ignores_nothing(tmp_path: Path) -> None:
    """The build fails on it; the scan goes on with everything, and says so."""
    prediction = predict(context(tmp_path, "FROM scratch\nCOPY . /\n", ".env\nx[b-a]\n"))

    assert reaches(prediction)[".env"] is BAKED
    (record,) = prediction.skipped
    assert record.path == ".dockerignore"
    assert ".dockerignore:2" in record.reason


def test_without_a_dockerfile_everything_is_reachable(tmp_path: Path) -> None:
    """The ignore file still counts."""
    prediction = predict(make(tmp_path, {**FILES, ".dockerignore": "app\n"}))

    assert prediction.dockerfile is None
    assert reaches(prediction)[".env"] is REACHABLE
    assert reaches(prediction)["app/key.pem"] is IGNORED
    assert any("no Dockerfile" in note for note in prediction.notes)


@pytest.mark.parametrize("dockerfile", ["FROM scratch\nRUN <<EOF\n", "ARG X\n", ""])
def test_a_malformed_dockerfile_is_a_record(tmp_path: Path, dockerfile: str) -> None:
    """Nothing is known of what it would copy, and that is not silent."""
    prediction = predict(context(tmp_path, dockerfile))

    assert prediction.plan is None
    assert prediction.dockerfile_name == "Dockerfile"
    assert "Dockerfile:" in prediction.skipped[0].reason
    assert reaches(prediction)[".env"] is REACHABLE


@pytest.mark.parametrize(
    ("syntax", "reach"),
    [
        ("docker/dockerfile:1", REACHABLE),
        ("mirror.test/docker/dockerfile:1.7@sha256:00", REACHABLE),
        ("docker/dockerfile-upstream:master", REACHABLE),
        ("example.test/other:1", SENT),
    ],
)
def test_another_frontend_ends_the_prediction(tmp_path: Path, syntax: str, reach: Reach) -> None:
    """What an unknown frontend copies is not guessed."""
    root = context(tmp_path, f"# syntax={syntax}\nFROM scratch\nCOPY conf /\n")

    assert reaches(predict(root))[".env"] is reach


def test_an_instruction_that_names_a_file_is_told_before_one_that_may(tmp_path: Path) -> None:
    """A source with an unknown variable may be everything, but a line that is sure says more."""
    dockerfile = "FROM scratch\nCOPY ${WHICH}.ini /x/\nCOPY conf /etc/\n"

    prediction = predict(context(tmp_path, dockerfile))

    assert set(reaches(prediction).values()) == {BAKED}
    assert lines_of(prediction, "conf/a.ini") == [("Dockerfile", 3)]
    assert lines_of(prediction, ".env") == [("Dockerfile", 2)]


def test_what_an_unknown_source_brought_has_any_name_below_its_target(tmp_path: Path) -> None:
    """With WHICH=app, `/src/main.py` is `app/main.py`: what is copied on may be any file."""
    dockerfile = "FROM scratch AS build\nCOPY ${WHICH} /src\nFROM scratch\nCOPY --from=build {} /\n"

    below = predict(context(tmp_path / "a", dockerfile.replace("{}", "/src/main.py")))
    beside = predict(context(tmp_path / "b", dockerfile.replace("{}", "/usr/bin")))

    assert reaches(below)["app/main.py"] is BAKED
    assert reaches(beside)["app/main.py"] is INTERMEDIATE


def test_an_address_with_an_unknown_variable_is_still_an_address(tmp_path: Path) -> None:
    """`ADD https://host/$VERSION.tgz` takes nothing from the context, whatever the version is."""
    dockerfile = "FROM scratch\nARG VERSION\nADD https://h.test/$VERSION.tgz conf/a.ini /\n"

    prediction = predict(context(tmp_path, dockerfile))

    assert with_reach(prediction, BAKED) == {"conf/a.ini"}


def test_dockerfiles_by_other_names_and_in_other_places(tmp_path: Path) -> None:
    """`-f` is relative to the working directory; inside the context the name is relative to it."""
    root = make(tmp_path / "c", {**FILES, "docker/Prod": "FROM scratch\nCOPY .env /\n"})
    outside = make(tmp_path / "o", {"X": "FROM scratch\nCOPY conf /\n", "X.dockerignore": "app"})

    inner = predict(root, dockerfile=root / "docker" / "Prod")
    outer = predict(root, dockerfile=outside / "X")

    assert inner.dockerfile_name == "docker/Prod"
    assert with_reach(inner, BAKED) == {".env"}
    assert outer.dockerfile_name == str(outside / "X")
    assert outer.ignore_file == str(outside / "X.dockerignore")
    assert reaches(outer)["app/key.pem"] is IGNORED
    with pytest.raises(TargetNotFound):
        predict(root, dockerfile=root / "missing")
    with pytest.raises(TargetUnreadable):
        predict(root, dockerfile=root / "docker")


def test_buildah_prefers_a_containerfile(tmp_path: Path) -> None:
    """Each builder has its own names for the file."""
    root = context(tmp_path, "FROM scratch\n", Containerfile="FROM scratch\nCOPY .env /\n")

    assert predict(root, builder=Builder.BUILDAH).dockerfile_name == "Containerfile"
    assert predict(root).dockerfile_name == "Dockerfile"


@pytest.mark.parametrize("written", ["-", "https://example.test/a.git", "git@example.test:a/b"])
def test_a_remote_context_is_a_mistake_in_the_request(written: str) -> None:
    """No ignore file applies there, so there is nothing to predict."""
    with pytest.raises(UsageError) as caught:
        predict(Path(written))

    assert "ignore file" in str(caught.value)


def test_special_files_are_recorded_unless_they_are_ignored(tmp_path: Path) -> None:
    """A pipe that a build would meet is not passed over in silence."""
    root = context(tmp_path, "FROM scratch\nCOPY . /\n", "app\n")
    os.mkfifo(root / "pipe")
    os.mkfifo(root / "app" / "pipe")

    assert [record.path for record in predict(root).skipped] == ["pipe"]


def test_lines_of_the_dockerfile_have_a_stage_and_a_reach(tmp_path: Path) -> None:
    """Text of the final image's stages is baked, of other stages intermediate, of none sent."""
    dockerfile = (
        "ARG ONE=1\nARG TWO=2\nFROM a AS build\nARG ONE\nRUN x \\\n # c\n  y\n"
        "FROM b AS unused\nRUN z\nFROM c\nARG TWO\nCOPY --from=build <<E /\nbody\nE\n# end\n"
    )
    prediction = predict(context(tmp_path, dockerfile))

    found = {line: stage_of_line(prediction, line) for line in range(1, 16)}

    assert (found[1].instruction, found[1].stage, found[1].reach) == ("ARG", "", INTERMEDIATE)
    assert found[2].reach is BAKED
    assert (found[7].instruction, found[7].stage, found[7].reach) == ("RUN", "build", INTERMEDIATE)
    assert (found[6].instruction, found[6].reach) == ("", SENT)
    assert found[9].reach is REACHABLE
    assert (found[13].instruction, found[13].stage, found[13].reach) == ("COPY", "2", BAKED)
    assert (found[15].instruction, found[15].stage) == ("", "2")


def test_notes_tell_of_lines_that_hold_back_less_than_they_seem_to(tmp_path: Path) -> None:
    """A bare name is at the top only: the note gives the line and what gets through."""
    root = context(tmp_path, "FROM scratch\nCOPY . /\n", "x\n.env\n", **{"api/.env": "1"})

    (note,) = predict(root).notes

    assert ".dockerignore line 2" in note
    assert "'api/.env'" in note
    assert "'**/.env'" in note


def test_buildah_mounts_what_is_ignored(tmp_path: Path) -> None:
    """A bind mount shows the directory as it is, past the ignore file; elsewhere it does not."""
    root = context(tmp_path, "FROM a\nRUN --mount=type=bind,source=app,target=/a x\n", "**/*.pem\n")

    assert reaches(predict(root, builder=Builder.BUILDAH))["app/key.pem"] is SENT
    assert reaches(predict(root))["app/key.pem"] is IGNORED


@pytest.mark.parametrize(
    "dockerfile",
    [
        "FROM scratch AS a\n" + "FROM a\nCOPY * /\n" * 4_000,
        "FROM scratch\n" + "COPY */* /\n" * 4_000,
        "FROM scratch\nENV A=" + "x" * 1000 + "\n" + "ENV A=" + "$A" * 1000 + "\n" * 100,
        "FROM scratch\nARG A=" + "a" * 60_000 + "\nCOPY ${A%*a*b} /\n",
        "# syntax=" + " " * 60_000 + "x" + " " * 1000 + "\nFROM scratch\n",
    ],
    ids=["stages", "wildcards", "growth", "trimming", "directive"],
)
def test_no_dockerfile_takes_long(tmp_path: Path, dockerfile: str) -> None:
    """What is made to keep a reader busy is given up in time, towards the worse."""
    root = context(tmp_path, dockerfile)

    start = time.process_time()
    predict(root)

    assert time.process_time() - start < 5


def test_an_ignore_file_with_too_many_wildcards_ignores_nothing(tmp_path: Path) -> None:
    """It is given up with a record instead of being matched for minutes."""
    root = context(tmp_path, "FROM scratch\nCOPY . /\n", ".env\n" + "**/x*y\n" * 6_000)

    prediction = predict(root)

    assert reaches(prediction)[".env"] is BAKED
    assert "more than" in prediction.skipped[0].reason


def test_an_unknown_instruction_is_told(tmp_path: Path) -> None:
    """The build fails on it; what the others copy is predicted all the same."""
    prediction = predict(context(tmp_path, "FROM scratch\nCOPPY x /\nCOPY .env /\n"))

    assert reaches(prediction)[".env"] is BAKED
    assert any("COPPY" in note for note in prediction.notes)


def test_a_wildcard_that_a_link_matches_sends_all_that_it_matches(tmp_path: Path) -> None:
    """BuildKit's client lets a part with a wildcard through whole once any link matches it."""
    files = {"a/x.py": "1", "a/y": "2", "b/z": "3", "Dockerfile": "FROM scratch\nCOPY */*.py /x/\n"}
    without = predict(make(tmp_path / "without", files))
    linked = predict(make(tmp_path / "linked", {**files, "l": "->b"}))

    assert reaches(without)["b/z"] is Reach.REACHABLE
    assert reaches(linked)["b/z"] is Reach.SENT
    assert reaches(linked)["a/x.py"] is Reach.BAKED


def test_what_add_unpacked_is_followed_by_any_name(tmp_path: Path) -> None:
    """The names in an archive are its own, so a copy from below its place may be of it."""
    files = {
        "Dockerfile": "FROM scratch AS s\nADD in.bin /x/\nADD plain /x/\n"
        "FROM scratch\nCOPY --from=s /x/etc/key /k\n",
        "plain": "no archive",
    }
    context = make(tmp_path / "context", files)
    with tarfile.open(context / "in.bin", "w") as archive:
        archive.add(context / "plain", "etc/key")

    found = reaches(predict(context))

    assert found["in.bin"] is Reach.BAKED
    assert found["plain"] is Reach.INTERMEDIATE


def test_the_files_of_the_build_itself_are_sent_though_ignored(tmp_path: Path) -> None:
    """Dockerfile and ignore file go along whatever the lines say, and are not copied then."""
    root = context(tmp_path, "FROM scratch\nCOPY . /\n", "Dockerfile\n.docker*\n")

    for builder in (Builder.BUILDKIT, Builder.CLASSIC):
        found = reaches(predict(root, builder=builder))
        assert (found["Dockerfile"], found[".dockerignore"]) == (SENT, SENT)
    assert reaches(predict(root, builder=Builder.BUILDAH))["Dockerfile"] is IGNORED


def test_the_classic_builder_looks_beside_an_ignored_dockerfile(tmp_path: Path) -> None:
    """Its client lets the file through, so exceptions with wildcards reach its directory too."""
    files = {f"{folder}/{name}": "1" for folder in ("docker", "lib") for name in ("x.py", "key")}
    root = context(tmp_path, "FROM scratch\nCOPY . /\n", "docker\nlib\n!**/*.py\n", **files)
    (root / "Dockerfile").rename(root / "docker" / "Dockerfile")
    inner = root / "docker" / "Dockerfile"

    classic = predict(root, builder=Builder.CLASSIC, dockerfile=inner)

    assert with_reach(classic, IGNORED) == {"docker/key", "lib/x.py", "lib/key"}
    assert reaches(classic)["docker/Dockerfile"] is SENT
    buildah = predict(root, builder=Builder.BUILDAH, dockerfile=inner)
    assert reaches(buildah)["docker/x.py"] is IGNORED


def test_an_ignore_file_that_is_not_read_is_not_sent_for_it(tmp_path: Path) -> None:
    """BuildKit asks for the Dockerfile's own and no other; the classic builder the reverse."""
    own = {"Dockerfile.dockerignore": "*.md\n.docker*\nDocker*\n"}
    root = context(tmp_path, "FROM scratch\nCOPY conf /c\n", "*\n", **own)

    found = reaches(predict(root))
    classic = reaches(predict(root, builder=Builder.CLASSIC))

    assert (found[".dockerignore"], found["Dockerfile.dockerignore"]) == (IGNORED, SENT)
    assert (classic[".dockerignore"], classic["Dockerfile.dockerignore"]) == (SENT, IGNORED)


@pytest.mark.parametrize(
    ("exception", "told"),
    [("!**/*.py", True), ("!app/*/x", True), ("!**key", True), ("!conf*", False),
     ("!app/*.py", False), ("!app/**", False)],
)  # fmt: skip
def test_an_exception_that_others_do_not_look_for_is_told(
    tmp_path: Path, exception: str, *, told: bool
) -> None:
    """A wildcard for directories makes a difference, one for the names in one of them does not."""
    root = context(tmp_path, "FROM scratch\nCOPY . /\n", f"*\n{exception}\n")

    notes = predict(root).notes

    assert any("in every directory" in note for note in notes) is told


def test_a_wildcard_that_matches_nothing_is_no_missing_source(tmp_path: Path) -> None:
    """BuildKit takes it as none, as people mean it: `COPY package.json yarn.lock* ./`."""
    root = context(tmp_path, "FROM scratch\nCOPY .env none* /\n")

    assert predict(root).notes == ()
    (note,) = predict(root, builder=Builder.CLASSIC).notes
    assert "a source is not in the context" in note
