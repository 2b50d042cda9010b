"""Git repositories made by git itself, below a folder of the test."""

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

_WHO = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.test",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.test",
    "GIT_AUTHOR_DATE": "1700000000 +0000",
    "GIT_COMMITTER_DATE": "1700000000 +0000",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "PATH": os.defpath,
}


class Repository:
    """A repository with a working tree at `path`."""

    def __init__(self, path: Path, object_format: str = "sha1") -> None:
        if shutil.which("git") is None:
            pytest.skip("git is not installed")
        path.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.git("init", "-q", "-b", "main", f"--object-format={object_format}", ".")
        self.git("config", "gc.auto", "0")

    def git(self, *words: str, data: bytes = b"", accepted: tuple[int, ...] = (0,)) -> bytes:
        """Return what git prints; it must end with an accepted code."""
        run = ["git", *words]
        done = subprocess.run(
            run, cwd=self.path, env=_WHO, input=data, capture_output=True, check=False
        )
        if done.returncode not in accepted:
            done.check_returncode()
        return done.stdout

    def commit(self, files: dict[str, str | bytes | None], message: str = "a commit") -> str:
        """Commit files, or their absence; return the commit's id."""
        for name, content in files.items():
            target = self.path / name
            if content is None:
                target.unlink()
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        self.git("add", "-A", "-f")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.head()

    def head(self) -> str:
        """Return the id of the current commit."""
        return self.git("rev-parse", "HEAD").decode().strip()

    def pack(self, depth: int = 50) -> bytes:
        """Put everything that a branch holds into one pack and return its bytes."""
        self.git("repack", "-adfq", f"--depth={depth}", "--window=20")
        (pack,) = (self.path / ".git/objects/pack").glob("*.pack")
        return pack.read_bytes()

    def objects(self) -> set[tuple[str, str, int]]:
        """Return id, kind and size of every object, as git lists them."""
        listed = self.git("cat-file", "--batch-check", "--batch-all-objects").decode()
        rows = (line.split() for line in listed.splitlines())
        return {(name, kind, int(size)) for name, kind, size in rows}

    def files(self, under: str = ".git") -> dict[str, bytes]:
        """Return the files below a folder of the repository, by path from its top."""
        return {
            path.relative_to(self.path).as_posix(): path.read_bytes()
            for path in sorted((self.path / under).rglob("*"))
            if path.is_file() and "hooks" not in path.parts
        }


def random_history(repository: Repository, rng: random.Random, commits: int = 12) -> None:
    """Commit changes to some files: small ones, so that deltas are worth it, and large ones."""
    names = [f"d{number % 3}/f{number}" for number in range(6)]
    contents = {name: [f"{rng.random()}" for _ in range(rng.randrange(1, 120))] for name in names}
    stream = bytearray()
    for _ in range(commits):
        name = rng.choice(names)
        lines = contents[name]
        for _ in range(rng.choice([1, 1, 5, 60])):
            lines[rng.randrange(len(lines))] = f"{rng.random()}"
        if rng.random() < 0.2:
            lines *= 2
        changes = {name: "\n".join(lines).encode()}
        if rng.random() < 0.3:
            changes["d1/bytes"] = rng.randbytes(rng.randrange(70_000))
        message = b"commit %r" % rng.random()
        stream += b"commit refs/heads/main\ncommitter A <a@example.test> 1700000000 +0000\n"
        stream += b"data %d\n%s\n" % (len(message), message)
        for path, data in changes.items():
            stream += b"M 644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data)
    # One process for all of it, where commits one by one would take three each.
    repository.git("fast-import", "--quiet", "--force", data=bytes(stream))
