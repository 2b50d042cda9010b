"""What a start loads: a run pays for what it needs, and for nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import environment

_PROGRAM = """
import sys
from leakscan.cli import execute
execute(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
"""

NEVER = frozenset(
    {"cryptography", "detect_secrets", "docker", "html", "jsonschema", "requests", "rich", "xml"}
    | {"importlib.resources", "multiprocessing", "pathspec", "socket", "sqlite3", "ssl", "yaml"}
    | {"leakscan.images.sources", "leakscan.detection.plugins", "leakscan.reporters.formats.json"}
)
"""What neither a word about the command nor a scan that finds nothing has use for."""

NOT_FOR_WORDS = NEVER | {
    "hyperscan", "tomllib", "leakscan.context", "leakscan.detection", "leakscan.images",
    "leakscan.model", "leakscan.scanners",
}  # fmt: skip

NOT_FOR_A_LOOK = NEVER | {
    "isal", "lz4", "leakscan.context.around.collect", "leakscan.context.doctor.remedy",
    "leakscan.images.image", "leakscan.images.overlay", "leakscan.scanners.baseline",
    "leakscan.scanners.mending", "leakscan.scanners.suppress",
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "unwanted"),
    [
        (["--version"], NOT_FOR_WORDS),
        (["context", "."], NOT_FOR_A_LOOK),
    ],
)
def test_a_start_loads_what_it_needs(
    tmp_path: Path, words: list[str], unwanted: frozenset[str]
) -> None:
    """Neither the version nor a look at two small files loads what other runs are about."""
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY a.txt /\n")
    (tmp_path / "a.txt").write_text("hello\n")

    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *words],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    loaded = set(done.stderr.split())
    assert "leakscan.cli.main" in loaded
    assert loaded & unwanted == set()


def test_an_expression_is_compiled_at_its_first_use() -> None:
    """Loading every rule compiles a small part of the expressions that they have."""
    counting = """
import re, sys
made = []
compile = re._compiler.compile
re._compiler.compile = lambda *words: made.append(words) or compile(*words)
from leakscan.detection.registry import load_rules
print(len(load_rules().rules), len(made))
"""

    done = subprocess.run(
        [sys.executable, "-c", counting],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    rules, made = map(int, done.stdout.split())
    assert rules > 800
    assert made < 100
