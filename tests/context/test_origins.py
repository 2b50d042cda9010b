"""Where a file of the final stage came from, as far as the Dockerfile says."""

import pytest

from leakscan.context.builders import Builder
from leakscan.context.dockerfile import parse
from leakscan.context.origins import origins
from leakscan.context.planning import plan


def traced(text: str, path: str, args: dict[str, str] | None = None) -> list[tuple[str, list[int]]]:
    """Return stage and lines that `path`, brought in by the file's last COPY, came through."""
    dockerfile = parse(text.encode())
    copies = [each for each in dockerfile.instructions if each.keyword == "COPY"]
    planned = plan(
        dockerfile,
        target=None,
        builder=Builder.BUILDKIT,
        build_args=args or {},
        build_contexts={},
    )
    return [
        (origin.stage.label, [each.start_line for each in origin.brought_by])
        for origin in origins(planned, copies[-1], path)
    ]


BUILD = "FROM scratch AS build\n"
FINAL = "FROM scratch\n"


@pytest.mark.parametrize(
    ("build", "final", "path", "lines"),
    [
        ("COPY . /app", "COPY --from=build /app/.env /srv/", "srv/.env", [2]),
        ("COPY . /app", "COPY --from=build /app/.env /srv/env", "srv/env", [2]),
        ("COPY . /app", "COPY --from=build /app /srv", "srv/a/b/.env", [2]),
        ("WORKDIR /app\nCOPY . .", "COPY --from=build /app /srv", "srv/.env", [3]),
        ("COPY .env /app/", "COPY --from=build /app /srv", "srv/.env", [2]),
        ("COPY .env x /app/", "COPY --from=build /app/.env /srv/.env", "srv/.env", [2]),
        ("COPY package.json /app/\nCOPY . /app", "COPY --from=build /app /srv", "srv/.env", [3]),
        ("COPY *.pem /app/", "COPY --from=build /app /srv", "srv/a.pem", [2]),
        ("COPY *.pem /app/", "COPY --from=build /app /srv", "srv/a.key", []),
        ("COPY . /app", "COPY --from=build /app/*.pem /srv/", "srv/a.pem", [2]),
        ("COPY . /app", "COPY --from=build --parents /app/x /srv/", "srv/app/x/.env", [2]),
        ("COPY . /app", "COPY --from=build /other /srv", "srv/.env", []),
        ("COPY a /app\nCOPY b /app", "COPY --from=build /app /srv", "srv/.env", [2, 3]),
        ("COPY . /app\nCOPY .env /app/", "COPY --from=build /app /srv", "srv/.env", [3]),
        ("COPY . /app\nRUN echo x >/app/.env", "COPY --from=build /app /srv", "srv/.env", [2, 3]),
        ("COPY . /app\nRUN make", "COPY --from=build /app /srv", "srv/.env", [2]),
        ("RUN echo x >/app/.env", "COPY --from=build /app /srv", "srv/.env", [2]),
        ("RUN echo x >/app/my.env", "COPY --from=build /app /srv", "srv/.env", []),
        (
            "COPY . /app\nCOPY <<E /app/.env\nx\nE",
            "COPY --from=build /app /srv",
            "srv/.env",
            [3],
        ),
        ("COPY <<.env /app/\nx\n.env", "COPY --from=build /app /srv", "srv/.env", [2]),
    ],
)
def test_the_instruction_that_brought_a_file_in(
    build: str, final: str, path: str, lines: list[int]
) -> None:
    """One line is the one; several are all that can have been it; none means it is not said."""
    found = traced(f"{BUILD}{build}\n{FINAL}{final}\n", path)

    assert found == [("build", lines)]


def test_a_file_is_followed_through_stages() -> None:
    """Each stage on the way is told, the nearest first, and the stages that it continues."""
    text = (
        "FROM scratch AS base\nCOPY . /src\n"
        "FROM base AS build\nRUN make\n"
        "FROM scratch AS collect\nCOPY --from=build /src/conf /out/conf\n"
        "FROM scratch\nCOPY --from=collect /out /etc/app\n"
    )

    assert traced(text, "etc/app/conf/key.pem") == [("collect", [6]), ("build", [2])]


def test_variables_are_resolved() -> None:
    """Paths that hold build arguments are followed with the arguments of the build."""
    text = (
        f"{BUILD}ARG DIR=/app\nCOPY . $DIR\n{FINAL}ARG DIR=/app\nCOPY --from=build ${{DIR}}/x /x\n"
    )

    assert traced(text, "x") == [("build", [3])]
    assert traced(text, "x", {"DIR": "/other"}) == [("build", [3])]


@pytest.mark.parametrize(
    "copy", ["COPY . /srv", "COPY --from=docker.io/library/nginx:1 /x /srv/x"], ids=["own", "image"]
)
def test_what_comes_from_no_stage_is_not_followed(copy: str) -> None:
    """The context and other images have no instructions in this file."""
    assert traced(f"{BUILD}COPY . /app\n{FINAL}{copy}\n", "srv/x") == []


def test_stages_that_copy_in_a_long_row_are_bounded() -> None:
    """A chain of a thousand stages is followed a few stages deep."""
    stages = ["FROM scratch AS s0\nCOPY . /a\n"]
    stages += [f"FROM scratch AS s{n}\nCOPY --from=s{n - 1} /a /a\n" for n in range(1, 1000)]

    assert len(traced("".join(stages), "a/x")) == 8
