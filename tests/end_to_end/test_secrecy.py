"""No planted secret leaves leakscan, in any form, unless `--show-secrets` asks for it."""

import base64
import gzip
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from leakscan.detection.templates import render
from tests import builders
from tests.end_to_end.program import Outcome, leakscan

FORMATS = ("text", "json", "sarif")

TEMPLATES = {
    "github": "{github:ghp_}",
    "npm": "{npm:npm_}",
    "aws": "{base64:40}",
    "gitlab": "glpat-{base64url:20}",
    "jwt": "{jwt:service}",
    "password": "{password:}",
    "url": "{alnum:24}",
    "argument": "{github:gho_}",
    "environment": "{alnum:28}",
    "run": "{github:ghs_}",
    "label": "{github:ghr_}",
    "registry": "{alnum:22}",
    "encoded": "{github:ghu_}",
    "key": "{eckey:}",
}


@pytest.fixture(scope="module")
def values() -> dict[str, str]:
    """Return fresh secrets by name."""
    rng = random.Random()
    return {name: render(template, rng) for name, template in TEMPLATES.items()}


def _files(values: dict[str, str]) -> dict[str, bytes]:
    auth = base64.b64encode(f"builder:{values['registry']}".encode()).decode()
    encoded = base64.b64encode(values["encoded"].encode()).decode()
    nested = builders.layer({"inner/.env": f"GITLAB_TOKEN={values['gitlab']}\n"})
    return {
        ".env": f"GITHUB_TOKEN={values['github']}\nDB_PASSWORD={values['password']}\n".encode(),
        "gitlab.env": f"GITLAB_TOKEN={values['gitlab']}\n".encode(),
        ".npmrc": f"//registry.example.test/:_authToken={values['npm']}\n".encode(),
        "aws/credentials": f"[default]\naws_secret_access_key = {values['aws']}\n".encode(),
        "wide.env": f"GITHUB_TOKEN={values['github']}\n".encode("utf-16"),
        "jwt.json": f'{{"token": "{values["jwt"]}"}}\n'.encode(),
        "git/config": f'[remote "o"]\n url = https://u:{values["url"]}@git.example.test/\n'.encode(),
        "docker/config.json": f'{{"auths": {{"r.example.test": {{"auth": "{auth}"}}}}}}'.encode(),
        "secret.yaml": f"kind: Secret\ndata:\n  GITHUB_TOKEN: {encoded}\n".encode(),
        "id_ecdsa": values["key"].encode(),
        "backup.tar.gz": gzip.compress(nested),
        f"cache/{values['github']}.txt": b"a file named after a secret\n",
    }


def _dockerfile(values: dict[str, str]) -> str:
    return (
        "FROM scratch\n"
        f"ARG GITHUB_TOKEN={values['argument']}\n"
        f"ENV DB_PASSWORD={values['environment']}\n"
        f'LABEL token="{values["label"]}"\n'
        "COPY . /app\n"
        f'RUN curl -H "Authorization: Bearer {values["run"]}" https://example.test\n'
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, values: dict[str, str]) -> Path:
    """Return a build context with every secret in it."""
    folder = tmp_path_factory.mktemp("project")
    return builders.write_files(
        folder, _files(values) | {"Dockerfile": _dockerfile(values).encode()}
    )


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory, values: dict[str, str]) -> Path:
    """Return an archive of an image with every secret in it, some deleted, one layer damaged."""
    argument = f"GITHUB_TOKEN={values['argument']}"
    files = builders.layer({f"app/{name}": data for name, data in _files(values).items()})
    damaged = bytearray(builders.layer({f"{values['npm']}.txt": b"y" * 600, "ok": b"z"}))
    damaged[148:156] = b"777777\0 "
    deleted = builders.layer({builders.whiteout("app/.env"): b""})
    history: list[dict[str, Any]] = [
        {"created_by": f"ARG {argument}", "empty_layer": True},
        {"created_by": f"ENV DB_PASSWORD={values['environment']}", "empty_layer": True},
        {"created_by": f"LABEL token={values['label']}", "empty_layer": True},
        {"created_by": "COPY . /app # buildkit"},
        {"created_by": f"RUN |1 {argument} /bin/sh -c curl -H {values['run']} # buildkit"},
        {"created_by": f"RUN |1 {argument} /bin/sh -c rm /app/.env # buildkit"},
    ]
    built = builders.image(
        [files, bytes(damaged), deleted],
        name="secrecy:1",
        config={
            "Env": [f"DB_PASSWORD={values['environment']}"],
            "Labels": {"token": values["label"]},
        },
        history=history,
    )
    archive = tmp_path_factory.mktemp("image") / "image.tar"
    archive.write_bytes(builders.docker_archive_legacy(built))
    return archive


def _traces(values: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield what must not be seen: pieces of every value, plain and in its encodings."""
    for name, value in values.items():
        body = "".join(value.splitlines()[1:-1]) if name == "key" else value
        plain = body.encode()
        spellings = {
            plain,
            plain.hex().encode(),
            quote(body, safe="").encode(),
            body.encode("utf-16-le"),
        }
        # Base64 of a text that holds the value, wherever in a group of three bytes it starts.
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + plain)
            spellings.add(coded[4 if shift else 0 : -4])
        spellings.add(base64.b64encode(b"builder:" + plain)[12:-4])
        for spelling in spellings:
            # The public prefix may be shown; no ten characters after it may.
            for start in range(len(spelling) // 3, len(spelling) - 9, 5):
                yield name, spelling[start : start + 10]


def _leaks(values: dict[str, str], seen: bytes) -> set[str]:
    return {name for name, trace in _traces(values) if trace in seen}


def _outputs(outcome: Outcome, *folders: Path) -> bytes:
    """Return all that a run left: both streams, and every file below `folders`, with its name."""
    parts = [outcome.stdout, outcome.stderr]
    for folder in folders:
        for path in folder.rglob("*"):
            parts.append(str(path).encode(errors="surrogateescape"))
            if path.is_file():
                parts.append(path.read_bytes())
    return b"\n".join(parts)


def _run(
    command: str, target: Path, stdin: Path | None, folder: Path, *words: str
) -> tuple[Outcome, bytes]:
    """Return the outcome of a scan, and everything it left behind."""
    home, temp, out = (folder / name for name in ("home", "tmp", "out"))
    for place in (home, temp, out):
        place.mkdir()
    reports = [word for name in FORMATS for word in ("-o", f"{name}={out}/report.{name}")]
    outcome = leakscan(
        *(command, "-vv", "--min-confidence", "review", "--show-suppressed", *words, *reports),
        *(["-f", str(target / "Dockerfile")] if command == "context" else []),
        "-" if stdin else target,
        stdin=stdin,
        env={"HOME": str(home), "TMPDIR": str(temp), "XDG_CACHE_HOME": str(home / "cache")},
    )
    assert outcome.code == 1, outcome.errors
    assert all((out / f"report.{name}").stat().st_size for name in FORMATS)
    return outcome, _outputs(outcome, home, temp, out)


def test_a_context_scan_shows_no_secret(
    project: Path, values: dict[str, str], tmp_path: Path
) -> None:
    """
    Nothing of any planted value is in standard output, in standard error at -vv, in any report,
    in the cache or in the temporary folder.
    """
    _, seen = _run("context", project, None, tmp_path)

    assert _leaks(values, seen) == set()


@pytest.mark.parametrize("way", ["file", "standard input"])
def test_an_image_scan_shows_no_secret(
    way: str, image: Path, values: dict[str, str], tmp_path: Path
) -> None:
    """The same for an image: names, history, build arguments, labels and damage included."""
    stdin = image if way == "standard input" else None

    _, seen = _run("image", image, stdin, tmp_path)

    assert _leaks(values, seen) == set()


def test_the_search_finds_what_is_shown(
    project: Path, image: Path, values: dict[str, str], tmp_path: Path
) -> None:
    """With --show-secrets both scanners show every planted value, and the search above sees it."""
    for command, target in (("context", project), ("image", image)):
        folder = tmp_path / command
        folder.mkdir()
        _, seen = _run(command, target, None, folder, "--format", "json", "--show-secrets")

        assert _leaks(values, seen) == set(values), command


@pytest.mark.parametrize("command", ["context", "image"])
def test_an_unreadable_target_shows_no_secret(
    command: str, values: dict[str, str], tmp_path: Path
) -> None:
    """A secret in the name of a target, or in what is no image at all, is not echoed by -vv."""
    broken = tmp_path / "broken.tar"
    broken.write_bytes(b"\n".join(value.encode() for value in values.values()) * 50)

    outcome = leakscan(command, "-vv", broken)

    assert outcome.code in {2, 4}
    assert _leaks(values, outcome.stdout + outcome.stderr) == set()


def test_a_list_of_the_context_shows_no_content(
    project: Path, values: dict[str, str], tmp_path: Path
) -> None:
    """`--list` shows names and deciding lines, masked like everything else."""
    shutil.copytree(project, tmp_path / "project")
    shutil.rmtree(tmp_path / "project" / "cache")

    for form in ("text", "json"):
        outcome = leakscan("context", "--list", "--format", form, tmp_path / "project")

        assert outcome.code == 0, outcome.errors
        assert _leaks(values, outcome.stdout + outcome.stderr) == set()
