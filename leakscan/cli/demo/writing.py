"""Writes the demo: a leaky project, and the image that a build of it would give."""

import random
from dataclasses import dataclass
from pathlib import Path

from leakscan.cli.demo.oci import Step, oci_archive
from leakscan.cli.demo.project import DOCKERFILE, Project, project
from leakscan.errors import UsageError

IMAGE_NAME = "shop.example/api:1.0"


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the demo's files are."""

    project: Path
    dockerfile: Path
    image: Path


def write_demo(directory: Path, rng: random.Random) -> Demo:
    """
    Write the demo into `directory`, which is made if need be.

    Raises:
        UsageError: There is something in the way.
    """
    if directory.is_dir() and any(directory.iterdir()):
        hint = "Name one that is empty or not there yet: leakscan demo DIR"
        raise UsageError(f"directory {str(directory)!r} is not empty", hint)
    demo = Demo(directory / "project", directory / "project" / DOCKERFILE, directory / "image.tar")
    made = project(rng)
    try:
        for path, content in made.files.items():
            place = demo.project / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        demo.image.write_bytes(image(made))
        # Fake as they are, they would trip whatever watches over a repository around here.
        (directory / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"demo not written to {str(directory)!r}: {error.strerror}") from error
    return demo


def image(made: Project) -> bytes:
    """
    Return an archive of the image that building `made` with BuildKit would give.

    Later layers delete or overwrite some of the secrets, which are in the image all the same.
    """
    lines = made.files[DOCKERFILE].decode().splitlines()
    variable = next(line for line in lines if line.startswith("ENV "))
    shell = f"RUN |1 NPM_TOKEN={made.npm_token} /bin/sh -c "
    runs = [line.removeprefix("RUN ") for line in lines if line.startswith("RUN ")]
    steps = (
        Step(
            "# debian.sh --arch 'amd64' out/ 'bookworm' '@1767225600'",
            {"etc/os-release": b'ID=debian\nVERSION_ID="12"\n'},
        ),
        Step('CMD ["node"]'),
        Step(f"ARG NPM_TOKEN={made.npm_token}"),
        Step(variable),
        Step("WORKDIR /app", {"app/": b""}),
        Step(
            "COPY . . # buildkit",
            {f"app/{path}": content for path, content in made.baked().items()},
        ),
        Step(
            f"{shell}{runs[0]} # buildkit",
            {
                "app/.wh..npmrc": b"",
                "app/config/settings.json": made.files["config/public.json"],
                "app/node_modules/.package-lock.json": b"{}\n",
            },
        ),
        Step(
            f"{shell}{runs[1]} # buildkit",
            {"app/.wh..git": b"", "app/.wh.deploy": b"", "app/services/api/.wh..env": b""},
        ),
        Step('CMD ["node" "server.js"]'),
    )
    config = {"Env": [variable.removeprefix("ENV ")], "Cmd": ["node", "server.js"]}
    return oci_archive(IMAGE_NAME, steps, config, ("amd64", "arm64"))
