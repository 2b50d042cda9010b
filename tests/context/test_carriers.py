"""What RUN carries from place to place in a stage, before a later COPY takes it from there."""

from pathlib import Path

import pytest

from leakscan.context.builders import Builder
from leakscan.context.reach import predict
from leakscan.model.location import Reach
from tests.context.trees import lines_of, make, reaches, with_reach

FILES = {"app/main.py": "1", "app/key.pem": "2", "conf/a.ini": "3", ".env": "4"}
APP = {"app/main.py", "app/key.pem"}
EVERY = {*FILES}


def baked(root: Path, run: str, taken: str, before: str = "", **build: Builder) -> set[str]:
    """Return what the last stage takes at a path from one that copies everything and runs this."""
    dockerfile = (
        f"FROM golang AS build\nWORKDIR /src\nCOPY . .\n{before}RUN {run}\n"
        f"FROM scratch\nCOPY --from=build {taken} /x/\n"
    )
    prediction = predict(make(root, {**FILES, "Dockerfile": dockerfile}), **build)
    return with_reach(prediction, Reach.BAKED) - {"Dockerfile"}


@pytest.mark.parametrize(
    ("run", "taken", "expected"),
    [
        ("cp .env /out/", "/out", {".env"}),
        ("cp .env /out", "/out/.env", {".env"}),
        ("mkdir /out && cp app/key.pem /out/k", "/out/k", {"app/key.pem"}),
        ("cp .env /out/", "/other", set()),
        ("cp -r app /out", "/out/key.pem", {"app/key.pem"}),
        ("cp -r app /out", "/out/app/key.pem", {"app/key.pem"}),
        ("cp -a app/. /out", "/out", APP),
        ("cp -r * /out/", "/out", {*APP, "conf/a.ini"}),
        ("cp -r .e* /out/", "/out", {".env"}),
        ("cp ?onf/[!b].ini /out/", "/out", {"conf/a.ini"}),
        ("cp -t /out app/key.pem .env", "/out", {"app/key.pem", ".env"}),
        ("cp --target-directory=/out app/key.pem", "/out", {"app/key.pem"}),
        ("cp -- .env /out/", "/out", {".env"}),
        ("busybox cp .env /out/", "/out", {".env"}),
        ("cp .env /a && mv /a /b; ln /b /out", "/out", {".env"}),
        ("cp .env /a && mv /a /b; ln /b /out", "/b", {".env"}),
        ("install -D -m 600 conf/a.ini /out/etc/a", "/out/etc", {"conf/a.ini"}),
        ("install -d app /out", "/out", set()),
        ("rsync -a app/ /out/", "/out", APP),
        ("cd app && cp key.pem /out/", "/out", {"app/key.pem"}),
        ("(cd app && cp key.pem /out/a) && cp .env /out/b", "/out", {"app/key.pem", ".env"}),
        ("(cd app; ls) && (cd conf; tar cf /out/c .)", "/out/c", {"conf/a.ini"}),
        ("(cd app); tar cf /out/c conf", "/out/c", {"conf/a.ini"}),
        ("cd app && tar cf /out/c .", "/out/c", APP),
        ("cd app || cd conf; tar cf /out/c .", "/out/c", EVERY),
        ("[ -d app ] && cd app; cp key.pem .env /out/", "/out", {"app/key.pem", ".env"}),
        ("cd /tmp; cp /src/.env here", "/tmp/here", {".env"}),
        ("cat .env conf/a.ini > /out/all", "/out/all", {".env", "conf/a.ini"}),
        ("cat < .env >> /out/all", "/out", {".env"}),
        ("sed -e 's/$/x/' .env > /out/e", "/out", {".env"}),
        ("awk '{print $1}' .env > /out/e", "/out", {".env"}),
        ("cat .env | sort | tee /out/e", "/out", {".env"}),
        ('echo "TOKEN=$(cat .env)" > /out/e', "/out", {".env"}),
        ("md5sum .env > /out/sums", "/out", set()),
        ("cat .env | md5sum > /out/sums", "/out", set()),
        ("dd if=.env of=/out/e", "/out", {".env"}),
        ("tar czf /out/a.tgz app", "/out/a.tgz", APP),
        ("tar -C app -cf /out/a.tar .", "/out", APP),
        ("tar -C /src --create --file=/out/a.tar conf", "/out", {"conf/a.ini"}),
        ("tar cf - app | tar xf - -C /out", "/out/app/key.pem", APP),
        ("tar cf /a.tar app && tar -xf /a.tar --directory /out", "/out", APP),
        ("tar tf /a.tar app > /out/list", "/out", set()),
        ("zip -r /a.zip conf && unzip /a.zip -d /out", "/out", {"conf/a.ini"}),
        ("find app -name '*.pem' -exec cp {} /out/ \\;", "/out", APP),
        ("find app | xargs cp -t /out", "/out", EVERY),
        ("sh -c 'cp .env /out/'", "/out", {".env"}),
        ('["cp", ".env", "/out/"]', "/out", {".env"}),
        ("<<EOF\ncp .env /out/\nEOF", "/out", {".env"}),
        ("make && go build -o /out/app .", "/out", set()),
        ("echo .env > /out/list", "/out", set()),
    ],
)
def test_what_a_command_carries_is_baked_with_the_place_it_was_carried_to(
    tmp_path: Path, run: str, taken: str, expected: set[str]
) -> None:
    """Programs that move, pack or print files are followed, and what only uses them is not."""
    assert baked(tmp_path, run, taken) == expected


@pytest.mark.parametrize(
    ("run", "taken", "expected"),
    [
        ("cp $NOT_SET /out/", "/out", EVERY),
        ("cp .env $NOT_SET", "/usr/lib", {".env"}),
        ("cp {.env,app} /out/", "/out", EVERY),
        ("cp $(ls) /out/", "/out", EVERY),
        ("D=/src/app; cp -r $D /out", "/out", EVERY),
        ('for f in *.env; do cp "$f" /out/; done', "/out", EVERY),
        ("cp .env $DIR/e", "/out", {".env"}),
        ("cp .env $DIR/e", "/usr/lib", set()),
        ("cp .env ~/e", "/root", {".env"}),
        ("cp .env $HOME/e", "/usr/lib", set()),
    ],
)
def test_a_word_that_is_not_known_stands_for_anything(
    tmp_path: Path, run: str, taken: str, expected: set[str]
) -> None:
    """What ENV and ARG say is known; a shell's own variables, braces and substitutions are not."""
    assert baked(tmp_path, run, taken, "ENV DIR=/out\n") == expected


def test_the_home_of_another_user_is_not_known(tmp_path: Path) -> None:
    """A file that goes there may be taken from anywhere."""
    assert baked(tmp_path, "cp .env ~/", "/home/me", "USER me\n") == {".env"}


def test_a_link_is_followed_by_its_own_path_alone(tmp_path: Path) -> None:
    """COPY takes what a link leads to if it names the link, and else the link."""
    run = "ln -s ../src/.env /out/link"

    assert baked(tmp_path / "a", run, "/out/link") == {".env"}
    assert baked(tmp_path / "b", run, "/out") == set()
    assert baked(tmp_path / "c", f"{run} && cp /out/link /real", "/real") == {".env"}


def test_what_a_run_mounts_and_copies_stays(tmp_path: Path) -> None:
    """A mount leaves nothing, but a command may: the context's files, and another stage's."""
    dockerfile = (
        "FROM alpine AS a\nCOPY .env /k/\n"
        "FROM scratch\n"
        "RUN --mount=type=bind,source=conf,target=/m cp /m/a.ini /out/\n"
        "RUN --mount=type=bind,from=a,source=/k,target=/m cp /m/.env /out/\n"
        "RUN --mount=type=bind,source=app,target=/m ls /m\n"
        "RUN cp /m/main.py /out/\n"
    )

    prediction = predict(make(tmp_path, {**FILES, "Dockerfile": dockerfile}))

    assert with_reach(prediction, Reach.BAKED) == {"conf/a.ini", ".env"}
    assert reaches(prediction)["app/main.py"] is Reach.SENT
    assert lines_of(prediction, "conf/a.ini") == [("Dockerfile", 4)]
    assert lines_of(prediction, ".env") == [("Dockerfile", 2), ("Dockerfile", 5)]


@pytest.mark.parametrize(
    ("builder", "expected"), [(Builder.BUILDKIT, set()), (Builder.BUILDAH, {".env"})]
)
def test_what_buildah_mounts_is_not_filtered(
    tmp_path: Path, builder: Builder, expected: set[str]
) -> None:
    """It mounts the directory as it is, so that a command can carry what is ignored."""
    dockerfile = "FROM scratch\nRUN --mount=type=bind,target=/m cp /m/.env /out/\n"
    files = {**FILES, ".dockerignore": ".env\n", "Dockerfile": dockerfile}

    prediction = predict(make(tmp_path, files), builder=builder)

    assert with_reach(prediction, Reach.BAKED) == expected


def test_only_what_was_there_before_is_carried(tmp_path: Path) -> None:
    """Instructions are taken in their order, and what a stage continues is there from the start."""
    dockerfile = (
        "FROM alpine AS a\nCOPY app/key.pem /k/\n"
        "FROM a AS b\nRUN cp -r /k/* /out/\nCOPY .env /k/\n"
        "FROM scratch\nCOPY --from=b /out /\n"
    )

    prediction = predict(make(tmp_path, {**FILES, "Dockerfile": dockerfile}))

    assert with_reach(prediction, Reach.BAKED) == {"app/key.pem"}
    assert lines_of(prediction, "app/key.pem") == [
        ("Dockerfile", 2),
        ("Dockerfile", 4),
        ("Dockerfile", 7),
    ]


def test_copies_of_copies_come_to_an_end(tmp_path: Path) -> None:
    """A stage that copies all of itself over and over is followed, or given up as too much."""
    runs = "".join(f"RUN cp -r /d{number % 7} /d{number % 5}\n" for number in range(100))
    dockerfile = f"FROM scratch AS a\nCOPY . /d0\n{runs}FROM scratch\nCOPY --from=a /d3 /\n"

    prediction = predict(make(tmp_path, {**FILES, "Dockerfile": dockerfile}))

    assert with_reach(prediction, Reach.BAKED) >= EVERY
