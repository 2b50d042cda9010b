"""The doctor: the fewest lines that keep files out of a build, and nothing else with them."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakscan.context.builders import Builder
from leakscan.context.doctor.candidates import escaped
from leakscan.context.doctor.difference import unified
from leakscan.context.doctor.remedy import Remedy, propose
from leakscan.context.doctor.subject import own
from leakscan.context.doctor.writing import appended, write
from leakscan.context.ignorefile import read_lines
from leakscan.context.matcher import UNDECIDED, Matcher
from leakscan.context.reach import Proposed, predict
from leakscan.errors import TargetUnreadable
from leakscan.model.location import Reach
from tests.context.trees import make

COPY_ALL = "FROM scratch\nCOPY . /app\n"

Doctor = Callable[..., Remedy]


@pytest.fixture
def doctor(tmp_path: Path) -> Doctor:
    """Return what writes a context and proposes how to keep files out of its build."""

    def run(
        files: dict[str, str],
        *leaking: str,
        builder: Builder = Builder.BUILDKIT,
        dockerfile: str = "",
    ) -> Remedy:
        root = make(tmp_path / "context", files)
        named = root / dockerfile if dockerfile else None

        def again(proposed: Proposed | None = None) -> object:
            return predict(root, dockerfile=named, builder=builder, known=proposed)

        return propose(own(again()), leaking, again)  # type: ignore[arg-type] # a prediction, whatever object says

    return run


def test_a_name_that_every_project_uses_is_ignored_everywhere(doctor: Doctor) -> None:
    """`.env` at the top and deeper need one line, and that line is no root-only one."""
    files = {"Dockerfile": COPY_ALL, ".env": "x", "services/api/.env": "x"}

    remedy = doctor(files, ".env", "services/api/.env")

    assert remedy.lines == ("**/.env",)
    assert remedy.target.name == ".dockerignore"
    assert not remedy.target.exists


def test_a_file_of_that_name_without_a_secret_stays(doctor: Doctor) -> None:
    """A line that would take an innocent file along is not written: the file's own path is."""
    files = {"Dockerfile": COPY_ALL, "web/.env": "PUBLIC=1", "api/.env": "x"}

    assert doctor(files, "api/.env").lines == ("api/.env",)


def test_a_directory_of_nothing_but_secrets_is_one_line(doctor: Doctor) -> None:
    """Several secrets that are alone in their directory are ignored with it."""
    files = {"Dockerfile": COPY_ALL, "deploy/a.txt": "x", "deploy/in/b.txt": "x", "main.py": ""}

    assert doctor(files, "deploy/a.txt", "deploy/in/b.txt").lines == ("deploy",)


def test_the_repository_is_one_line(doctor: Doctor) -> None:
    """Whatever is found in `.git`, all of it is ignored: no build needs it."""
    files = {"Dockerfile": COPY_ALL, ".git/config": "x", ".git/HEAD": "", "sub/.git/config": "x"}

    remedy = doctor(files, ".git/config")

    assert remedy.lines == (".git",)
    assert doctor(files, "sub/.git/config").lines == ("**/.git",)


def test_a_file_that_is_copied_by_name_is_left_and_the_line_is_told(doctor: Doctor) -> None:
    """Ignoring it would break the build, so it is not ignored and the instruction is named."""
    files = {"Dockerfile": "FROM scratch\nCOPY .npmrc src/ /app/\n", ".npmrc": "x", "src/a": ""}

    remedy = doctor(files, ".npmrc")

    assert remedy.lines == ()
    (kept,) = remedy.kept
    assert kept.path == ".npmrc"
    assert kept.named_by is not None
    assert kept.named_by.line == 2


@pytest.mark.parametrize("source", ["conf/*.json", "conf/", "conf/secret.jso[n]"])
def test_a_source_is_never_left_with_nothing_to_copy(doctor: Doctor, source: str) -> None:
    """A wildcard or a directory that stands for the secret alone keeps it; the build would fail."""
    files = {"Dockerfile": f"FROM scratch\nCOPY {source} /app/\n", "conf/secret.json": "x"}

    remedy = doctor(files, "conf/secret.json")

    assert remedy.lines == ()
    assert "line 2" in remedy.kept[0].reason


def test_a_bind_mount_names_its_source_too(doctor: Doctor) -> None:
    """What a RUN mounts by name is as needed as what COPY names."""
    run = "RUN --mount=type=bind,source=deploy.key,target=/k cat /k\n"
    files = {"Dockerfile": f"FROM scratch\n{run}COPY . /a\n", "deploy.key": "x"}

    assert doctor(files, "deploy.key").lines == ()


def test_a_link_that_is_copied_needs_what_it_leads_to(doctor: Doctor) -> None:
    """The target of a copied link is sent with it, so it stays."""
    files = {"Dockerfile": "FROM scratch\nCOPY link /a\n", "link": "->key", "key": "x"}

    assert doctor(files, "key").lines == ()


def test_the_file_beside_the_dockerfile_is_changed_where_it_applies(doctor: Doctor) -> None:
    """BuildKit reads `NAME.dockerignore`, so that is where the line goes; others do not."""
    files = {
        "build/app.Dockerfile": COPY_ALL,
        "build/app.Dockerfile.dockerignore": "docs\n",
        ".dockerignore": "*.md\n",
        ".env": "x",
    }
    arguments = {"dockerfile": "build/app.Dockerfile"}

    buildkit = doctor(files, ".env", **arguments)
    classic = doctor(files, ".env", builder=Builder.CLASSIC, **arguments)

    assert buildkit.target.name == "build/app.Dockerfile.dockerignore"
    assert classic.target.name == ".dockerignore"


def test_a_later_exception_does_not_win(doctor: Doctor) -> None:
    """The line comes after an exception that let the file back in."""
    files = {"Dockerfile": COPY_ALL, ".dockerignore": "*\n!src\n", "src/.env": "x", "src/a": ""}

    remedy = doctor(files, "src/.env")

    assert remedy.data == b"*\n!src\n**/.env\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b"x\n"),
        (b"a", b"a\nx\n"),
        (b"a\r\nb", b"a\r\nb\r\nx\r\n"),
        (b"\xef\xbb\xbf", b"\xef\xbb\xbfx\n"),
        (b"\xef\xbb\xbfa\n", b"\xef\xbb\xbfa\nx\n"),
    ],
)
def test_the_style_of_the_file_is_kept(before: bytes, after: bytes) -> None:
    """Line ends and a byte order mark stay; a last line without an end is given one."""
    assert appended(before, ["x"]) == after
    assert appended(before, []) == before


def test_a_written_change_keeps_permissions_and_proves_itself(
    doctor: Doctor, tmp_path: Path
) -> None:
    """After the change the files are ignored, the mode is as before, and nothing is left to do."""
    files = {"Dockerfile": COPY_ALL, ".dockerignore": "docs", "a/.env": "x", "b !.txt": "x"}
    root = tmp_path / "context"
    remedy = doctor(files, "a/.env", "b !.txt")
    (root / ".dockerignore").chmod(0o640)

    write(root, remedy.target, remedy.data)

    reaches = {file.path: file.reach for file in predict(root).files}
    assert reaches["a/.env"] is reaches["b !.txt"] is Reach.IGNORED
    assert (root / ".dockerignore").stat().st_mode & 0o777 == 0o640
    assert {path.name for path in root.iterdir()} == {"Dockerfile", ".dockerignore", "a", "b !.txt"}
    assert doctor({}, "a/.env", "b !.txt").lines == ()


def test_the_difference_can_be_applied(doctor: Doctor, tmp_path: Path) -> None:
    """`patch -p1` makes of the diff what --fix would write, from no file and from one."""
    for number, ignored in enumerate(["", "docs\r\nlast"]):
        files = {"Dockerfile": COPY_ALL, f"{number}/.env": "x"}
        files |= {".dockerignore": ignored} if ignored else {}
        remedy = doctor(files, f"{number}/.env")

        subprocess.run(
            ["git", "apply", "-p1", "-"],
            input=os.fsencode(unified(remedy)),
            cwd=tmp_path / "context",
            check=True,
        )

        assert (tmp_path / "context" / ".dockerignore").read_bytes() == remedy.data


def test_a_link_out_of_the_context_is_not_written_through(doctor: Doctor, tmp_path: Path) -> None:
    """An ignore file that leads outside is left alone, and the reason is given."""
    (tmp_path / "outside").write_text("docs\n")
    files = {"Dockerfile": COPY_ALL, ".dockerignore": "->../outside", ".env": "x"}

    remedy = doctor(files, ".env")

    assert remedy.lines == ()
    assert ".dockerignore" in remedy.kept[0].reason
    assert (tmp_path / "outside").read_text() == "docs\n"


def test_a_link_inside_the_context_is_followed(doctor: Doctor, tmp_path: Path) -> None:
    """The file that the link leads to is changed, and the link stays one."""
    files = {"Dockerfile": COPY_ALL, ".dockerignore": "->ci/ignore", "ci/ignore": "docs\n"}
    remedy = doctor(files | {".env": "x"}, ".env")

    write(tmp_path / "context", remedy.target, remedy.data)

    assert (tmp_path / "context/.dockerignore").is_symlink()
    assert (tmp_path / "context/ci/ignore").read_text() == "docs\n**/.env\n"


@pytest.mark.parametrize("change", ["changed", "made", "linked"])
def test_a_file_that_changed_meanwhile_is_not_overwritten(
    doctor: Doctor, tmp_path: Path, change: str
) -> None:
    """Nothing is written over what was not read: an edit, a new file, a link put in its place."""
    ignored = {} if change == "made" else {".dockerignore": "docs\n"}
    remedy = doctor({"Dockerfile": COPY_ALL, ".env": "x", **ignored}, ".env")
    file = tmp_path / "context/.dockerignore"
    file.unlink(missing_ok=True)
    if change == "linked":
        (tmp_path / "outside").write_text("docs\n")
        file.symlink_to("../outside")
    else:
        file.write_text("another\n")

    with pytest.raises(TargetUnreadable):
        write(tmp_path / "context", remedy.target, remedy.data)

    assert "**/.env" not in file.read_text()


def test_a_refused_ignore_file_is_not_added_to(doctor: Doctor) -> None:
    """Lines added to a file on which the build fails would prove nothing."""
    remedy = doctor({"Dockerfile": COPY_ALL, ".dockerignore": "[\n", ".env": "x"}, ".env")

    assert remedy.lines == ()
    assert "mend it" in remedy.kept[0].reason


NAMES = st.text(
    st.one_of(
        st.sampled_from("ab.*?[]\\!#^|{}+()$- \t~'\"é\n\udcff"),
        st.characters(exclude_characters="/\0", exclude_categories=["Cs"]),
    ),
    min_size=1,
    max_size=8,
).filter(lambda name: name not in (".", ".."))
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)


@settings(max_examples=150)
@given(path=PATHS, other=PATHS, builder=st.sampled_from(Builder))
def test_any_path_can_be_written_as_a_pattern(path: str, other: str, builder: Builder) -> None:
    """The pattern for a path matches it with every builder, and no other that it could spell."""
    data = appended(b"*.x\n", [escaped(path)])

    matcher = Matcher(read_lines(data, "x", builder), builder, "x")

    assert matcher.excluded(matcher.step(path, UNDECIDED))
    if "?" not in escaped(path).replace("\\?", "") and not other.startswith(path):
        assert matcher.step(other, UNDECIDED) < 1


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("conf/${ENV}.json", "Dockerfile line 3 may take it by name"),
        ("./conf/$ENV*.json", "Dockerfile line 3 may take it by name"),
        ("conf/${A}r${B}.${C}", "Dockerfile line 3 may take it by name"),
        ("${ENV:-${OTHER}}/prod.json", "Dockerfile line 3 may take it by name"),
        ("conf/prod.json", "Dockerfile line 3 takes it by name"),
    ],
)
def test_a_file_that_a_variable_may_name_is_not_ignored(
    doctor: Doctor, source: str, reason: str
) -> None:
    """The build would fail for want of it; other files are kept out all the same."""
    dockerfile = f"FROM scratch\nARG ENV\nCOPY {source} /etc/\nCOPY . /app\n"
    files = {"Dockerfile": dockerfile, "conf/prod.json": "x", ".env": "x", "conf/a.txt": ""}

    remedy = doctor(files, "conf/prod.json", ".env")

    (kept,) = remedy.kept
    assert kept.path == "conf/prod.json"
    assert kept.reason.startswith(reason)
    assert remedy.lines == ("**/.env",)


def test_a_source_of_many_variables_costs_no_more_than_its_length(doctor: Doctor) -> None:
    """A name that fits nearly would keep an expression busy for ever."""
    dockerfile = f"FROM scratch\nCOPY {'${A}a' * 60}b /etc/\nCOPY . /app\n"
    files = {"Dockerfile": dockerfile, "a" * 200: "x", ".env": "x"}

    assert doctor(files, ".env").lines == ("**/.env",)


def test_a_directory_that_a_variable_may_name_keeps_a_file(doctor: Doctor) -> None:
    """The last file of it would take the source away."""
    dockerfile = "FROM scratch\nARG STAGE\nCOPY conf/$STAGE /etc/\nCOPY . /app\n"
    files = {
        "Dockerfile": dockerfile,
        "conf/prod/.env": "x",
        "conf/dev/.env": "x",
        "conf/dev/a": "",
    }

    remedy = doctor(files, "conf/prod/.env", "conf/dev/.env")

    assert [kept.path for kept in remedy.kept] == ["conf/prod/.env"]
    assert remedy.lines == ("conf/dev/.env",)


def test_a_source_that_is_a_variable_alone_leaves_a_doubt(doctor: Doctor) -> None:
    """Nothing could be ignored if all were held against it: so the lines come with a word."""
    dockerfile = "FROM scratch\nARG SRC\nCOPY $SRC /app/\n"

    remedy = doctor({"Dockerfile": dockerfile, ".env": "x", "main.py": ""}, ".env")

    assert remedy.lines == ("**/.env",)
    (doubt,) = remedy.doubts
    assert doubt == (
        "Dockerfile line 3 may need what is now ignored, since a variable says what it copies:"
        " COPY $SRC /app/"
    )


def test_where_nothing_is_changed_there_is_no_doubt(doctor: Doctor) -> None:
    """A clean build has nothing to be told."""
    remedy = doctor({"Dockerfile": "FROM scratch\nCOPY $SRC /app/\n", "main.py": ""})

    assert (remedy.lines, remedy.doubts) == ((), ())
