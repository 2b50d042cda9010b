"""
Real file trees: a minimal Debian, a Python environment, a node_modules tree.

Made once from the package registries and kept in a cache outside the checkout.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

PYTHON_PACKAGES = (
    "boto3", "cryptography", "django", "flask", "numpy", "pillow", "pyyaml", "requests",
    "sqlalchemy", "tornado",
)  # fmt: skip
NODE_PACKAGES = (
    "axios", "chalk", "commander", "eslint", "express", "jest", "lodash", "react-dom",
    "typescript", "webpack",
)  # fmt: skip
SUITE = "bookworm"


def cache() -> Path:
    """Return the folder that keeps what takes long to make."""
    chosen = os.environ.get("LEAKSCAN_TEST_CACHE")
    folder = Path(chosen) if chosen else Path.home() / ".cache" / "leakscan-tests"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def debian() -> Path:
    """Return a minimal Debian root file system, made by debootstrap."""
    return _made(f"debian-{SUITE}", _debootstrap)


def python_environment() -> Path:
    """Return a virtual environment with ten popular packages."""
    return _made("python", _venv)


def node_modules() -> Path:
    """Return a node_modules tree with ten popular packages."""
    return _made("node", _npm)


def tar_of(root: Path) -> Path:
    """Return the tar of everything below `root`, as a layer holds it."""
    archive = root.with_name(root.name + ".tar")
    if not archive.exists():
        _run(["tar", "--numeric-owner", "--sort=name", "-C", root, "-cf", f"{archive}.part", "."])
        Path(f"{archive}.part").rename(archive)
    return archive


def _made(name: str, make: Callable[[Path], None]) -> Path:
    """Return the cached tree called `name`, made whole or not at all."""
    root = cache() / name
    if not root.exists():
        scratch = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=cache()))
        try:
            make(scratch / "root")
            (scratch / "root").rename(root)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return root


def _debootstrap(root: Path) -> None:
    _run(["debootstrap", "--variant=minbase", SUITE, root])
    shutil.rmtree(root / "var" / "cache" / "apt" / "archives", ignore_errors=True)


def _venv(root: Path) -> None:
    _run([sys.executable, "-m", "venv", root])
    _run([root / "bin" / "python", "-m", "pip", "install", "-q", *PYTHON_PACKAGES])


def _npm(root: Path) -> None:
    root.mkdir()
    (root / "package.json").write_text('{"name": "example", "private": true}\n', encoding="utf-8")
    _run(["npm", "install", "--silent", "--no-audit", "--no-fund", *NODE_PACKAGES], cwd=root)


def _run(command: list[str | Path], cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        tail = (done.stdout + done.stderr)[-2000:]
        raise RuntimeError(f"{command[0]} ended with {done.returncode}:\n{tail}")
