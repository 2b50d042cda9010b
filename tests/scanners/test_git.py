"""Secrets in git's data, in images and contexts: found wherever they are, and named."""

import base64
import random
from pathlib import Path

import pytest

from leakscan.detection.templates import render
from leakscan.model.location import ContextFile, LayerFile
from leakscan.model.report import Report
from leakscan.scanners.context import scan_context
from leakscan.scanners.image import scan_image
from leakscan.scanners.options import ScanOptions
from tests import builders
from tests.repositories import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return an empty repository in a folder of its own."""
    return Repository(tmp_path / "work")


def token() -> str:
    """Return a fresh secret."""
    return render("{github:ghp_}", random.Random())


def options(folder: Path) -> ScanOptions:
    """Return options that show what was found."""
    return ScanOptions(show_secrets=True, temp_dir=folder)


def image_of(folder: Path, *layers: dict[str, bytes]) -> Report:
    """Return the report on an image with these layers."""
    path = folder / "image.tar"
    built = builders.image([builders.layer(layer) for layer in layers])
    path.write_bytes(builders.oci_archive(built))
    return scan_image(str(path), options=options(folder))


def places(report: Report) -> dict[str, set[tuple[str, ...]]]:
    """Return where each secret is: path and the chain inside."""
    return {
        finding.value or "": {
            (place.path, *place.inner)
            for place in finding.locations
            if isinstance(place, LayerFile | ContextFile)
        }
        for finding in report.findings
    }


def blob(repository: Repository, spec: str) -> str:
    """Return the id of an object, as inner names have it."""
    return f"blob {repository.git('rev-parse', spec).decode().strip()}"


def test_a_commit_that_no_branch_holds_is_searched(repository: Repository, tmp_path: Path) -> None:
    """A secret that was committed and amended away is found, with its blob and its path."""
    secret = token()
    repository.commit({"README": "hello"})
    lost = repository.commit({"config/prod.env": f"TOKEN={secret}\n"})
    name = blob(repository, f"{lost}:config/prod.env")
    repository.git("reset", "-q", "--hard", "HEAD~1")

    report = image_of(tmp_path, repository.files())

    ((path, *inner),) = places(report)[secret]
    assert inner == [name, "config/prod.env"]
    assert path == f".git/objects/{name[5:7]}/{name[7:]}"
    assert report.complete


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_a_secret_in_an_older_version_is_in_a_delta(object_format: str, tmp_path: Path) -> None:
    """A pack keeps old versions as deltas of new ones: they are resolved, and named."""
    repository = Repository(tmp_path / "work", object_format)
    secret = token()
    lines = [f"line {number} {random.Random(number).random()}" for number in range(200)]
    repository.commit({"deep/er/settings.py": "\n".join([*lines, f"T = '{secret}'"])})
    name = blob(repository, "HEAD:deep/er/settings.py")
    repository.commit({"deep/er/settings.py": "\n".join([*lines, "T = load()", *lines[:50]])})
    assert secret.encode() not in repository.pack()

    report = image_of(tmp_path, repository.files())

    ((path, *inner),) = places(report)[secret]
    assert path.endswith(".pack")
    assert inner == [name, "deep/er/settings.py"]


def test_a_tree_in_another_layer_names_a_blob(repository: Repository, tmp_path: Path) -> None:
    """The pack with the blob is in one layer, the trees are loose in another."""
    secret = token()
    repository.commit({"a/b/c.env": f"TOKEN={secret}\n"})
    files = repository.files(".git/objects")
    name = blob(repository, "HEAD:a/b/c.env")
    own = f".git/objects/{name[5:7]}/{name[7:]}"
    pack = repository.git("pack-objects", "--stdout", "-q", data=name[5:].encode() + b"\n")
    others = {path: data for path, data in files.items() if path != own}

    report = image_of(tmp_path, {"srv/repo.git/objects/pack/one.pack": pack}, others)

    assert places(report)[secret] == {
        ("srv/repo.git/objects/pack/one.pack", name, "a/b/c.env"),
    }


@pytest.mark.parametrize("kind", ["message", "stash", "note", "tag", "staged"])
def test_places_without_a_branch_are_searched(
    kind: str, repository: Repository, tmp_path: Path
) -> None:
    """Commit and tag messages, stashes, notes, and what was staged and never committed."""
    secret = token()
    repository.commit({"app.env": "A=1\n"})
    if kind in {"stash", "staged"}:
        (repository.path / "app.env").write_text(f"TOKEN={secret}\n")
    match kind:
        case "message":
            repository.commit({}, message=f"deploy with {secret}")
            repository.commit({}, message="and on")
        case "stash":
            repository.git("stash", "-q")
        case "note":
            repository.git("notes", "add", "-m", f"use {secret}")
        case "tag":
            repository.git("tag", "-a", "v1", "-m", f"with {secret}")
        case _:
            repository.git("add", "-A")
            repository.git("reset", "-q", "--hard")

    report = image_of(tmp_path, repository.files(".git/objects"))

    assert {inner[0].split()[0] for _, *inner in places(report)[secret]} == {
        {"message": "commit", "tag": "tag"}.get(kind, "blob")
    }


def test_what_the_index_lists_has_a_path(repository: Repository, tmp_path: Path) -> None:
    """A file that was staged and never committed is in no tree: the index names it."""
    secret = token()
    (repository.path / "later.env").write_text(f"TOKEN={secret}\n")
    repository.git("add", "-A")

    report = image_of(tmp_path, repository.files())

    assert {place[-1] for place in places(report)[secret]} == {"later.env"}


def test_submodules_worktrees_and_bare_repositories_are_searched(
    repository: Repository, tmp_path: Path
) -> None:
    """Objects are known by their bytes, wherever they lie; text files beside them are, too."""
    first, second = token(), token()
    repository.commit({"a.env": f"TOKEN={first}\n"})
    header = base64.b64encode(f"x-access-token:{second}".encode()).decode()
    moved = {
        name.replace(".git/", ".git/modules/lib/"): data
        for name, data in repository.files().items()
        if not name.endswith("index")
    }
    moved["srv/bare/config"] = f"[http]\n\textraheader = AUTHORIZATION: basic {header}\n".encode()

    found = places(image_of(tmp_path, moved))

    assert {path.split("/")[1] for path, *_ in found[first]} == {"modules"}
    assert any(header in value or second in value for value in found)


def test_a_context_is_searched_as_an_image_is(repository: Repository, tmp_path: Path) -> None:
    """A secret that a later commit removed is found in the context's `.git`."""
    secret = token()
    repository.commit({"old/app.env": f"TOKEN={secret}\n"})
    name = blob(repository, "HEAD:old/app.env")
    repository.commit({"old/app.env": "TOKEN=\n"})

    report = scan_context(repository.path, options=options(tmp_path))

    ((_, *inner),) = places(report)[secret]
    assert inner == [name, "old/app.env"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("../../elsewhere/.git/modules/x", "outside of the context"),
        ("/nowhere/on/this/machine/.git", "outside of the context"),
        ("../gone/.git", "not among what is searched"),
        ("../.git/modules/x", ""),
    ],
)
def test_a_pointer_to_a_repository_is_told_not_followed(
    target: str, said: str, tmp_path: Path
) -> None:
    """`.git` as a file names a repository: one that is not searched is noted."""
    root = tmp_path / "work"
    for name, text in (("sub/.git", f"gitdir: {target}\n"), (".git/modules/x/HEAD", "ref: x\n")):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(text)

    report = scan_context(root, options=options(tmp_path))

    noted = [note for note in report.notes if "sub/.git" in note]
    assert [said in note for note in noted] == ([True] if said else [])
    assert report.complete


def test_borrowed_objects_and_large_files_elsewhere_are_told(tmp_path: Path) -> None:
    """Alternates and Git LFS pointers stand for contents that are not in the image."""
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 12\n" % (b"0" * 64)

    report = image_of(
        tmp_path,
        {".git/objects/info/alternates": b"/srv/mirror/objects\n", "big.bin": pointer},
    )

    borrowed, large = report.notes[-2:]
    assert borrowed.startswith(".git/objects/info/alternates borrows objects from")
    assert borrowed.endswith("'/srv/mirror/objects', which is not in the image")
    assert large.startswith("Git LFS pointers (1)")
    assert report.complete


def test_a_secret_in_a_name_stays_masked_beside_a_blob(
    repository: Repository, tmp_path: Path
) -> None:
    """The path of a blob is a text from the target: a secret in it is not repeated."""
    secret, other = token(), token()
    repository.commit({f"dir/{other}.env": f"TOKEN={secret}\n"})
    path = tmp_path / "image.tar"
    path.write_bytes(builders.oci_archive(builders.image([builders.layer(repository.files())])))

    report = scan_image(str(path), options=ScanOptions(temp_dir=tmp_path))

    assert other not in repr(report)
    assert secret not in repr(report)


def test_damaged_objects_are_told(repository: Repository, tmp_path: Path) -> None:
    """A loose object cut off in the middle makes the report incomplete."""
    repository.commit({"a": random.Random(1).randbytes(5000)})
    name = blob(repository, "HEAD:a")
    files = repository.files()
    own = f".git/objects/{name[5:7]}/{name[7:]}"
    files[own] = files[own][:-1000]

    report = image_of(tmp_path, files)

    assert [skipped.reason for skipped in report.skipped] == [
        "git.object: the stream ends in the middle"
    ]
    assert report.ledger.balanced
