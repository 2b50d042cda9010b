import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.reporters.mask import MAX_LENGTH, masked

VALUE = st.text("abcdefgh", min_size=4, max_size=12)
SHAPES = (
    "ENV DB_PASSWORD={}",
    "ENV DB_PASSWORD {}",
    "ENV A=1 API_TOKEN='{}'",
    'RUN echo "npm_token: {}" > x',
    "RUN login --password {} --user me",
    "RUN mysql --password={}",
    "RUN git clone https://me:{}@host/repo",
    "RUN curl -u me:{} host",
    "RUN curl -H 'Authorization: Bearer {}' host",
    "RUN |1 UNKNOWN={} /bin/sh -c make # buildkit",
    "|2 A=1 UNKNOWN=x {} /bin/sh -c make",
    "|1 UNKNOWN={}",
)


@pytest.mark.parametrize("shape", SHAPES)
@given(value=VALUE)
def test_any_value_with_a_telling_name_is_masked(shape: str, value: str) -> None:
    """A value in a place that holds secrets is not quoted, however plain it looks."""
    assert value not in masked(shape.format(value))


@pytest.mark.parametrize(
    "word",
    [
        "q1w2e3r4t5y6u7i8o9p0",
        "prefix-A1b2C3d4E5f6G7h8",
        "0a1b2c3d-4e5f-6a7b-8c9d-0e1f2a3b4c5d",
    ],
)
def test_random_looking_words_are_masked(word: str) -> None:
    """A word that changes between letters and digits like a token is masked anywhere."""
    assert masked(f"RUN login {word} now") == "RUN login *** now"
    assert masked(f"ENV COLOR={word}") == "ENV COLOR=***"


@pytest.mark.parametrize(
    "line",
    [
        "COPY . .",
        "COPY --from=builder --chown=app:app /src/dist /srv/app-1.2.3/static",
        "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/bin LANG=C.UTF-8 PYTHON_VERSION=3.11.4",
        f"ADD file:{'7f' * 32} in /",
        f"FROM debian@sha256:{'0a' * 32}",
        "RUN apt-get install -y --no-install-recommends libgcc-s1 linux-headers-6.1.0-amd64",
        "RUN --mount=type=secret,id=npm_token npm ci",
        "RUN rm -rf /root/.ssh/id_rsa /app/.env",
        "!.env",
        "NPM_TOKEN=${{ secrets.NPM_TOKEN }}",
        "run: docker build --build-arg GH_TOKEN=${{ secrets.GH }} -t app .",
    ],
)
def test_ordinary_lines_stay_readable(line: str) -> None:
    """Paths, versions, digests and options are quoted as they are."""
    assert masked(line) == line


@pytest.mark.parametrize(
    "value", ["${{ secrets.A }}hunter2", "${{ 'hunter2' }}", "hunter2${{ a }}"]
)
def test_what_stands_around_or_in_an_expression_is_masked(value: str) -> None:
    """An expression of a workflow that only names a value is quoted, and nothing else is."""
    assert "hunter2" not in masked(f"TOKEN={value}")


@pytest.mark.parametrize("piece", ["pass", "a1", "--key ", "|1 A=", "https://", "a:", "\"'", "= "])
def test_hostile_lines_are_masked_quickly(piece: str) -> None:
    """A megabyte made to confuse the expressions is cut and masked at once."""
    start = time.process_time()

    line = masked(piece * (1_000_000 // len(piece)))

    assert len(line) <= MAX_LENGTH + 4
    assert time.process_time() - start < 0.5
