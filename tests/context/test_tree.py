import os
import socket
import subprocess
from pathlib import Path

import pytest

from leakscan.context.tree import (
    FILE,
    Directory,
    NotARegularFile,
    RegularFile,
    Special,
    Symlink,
    descend,
    open_file,
    skipped,
)
from leakscan.context.walking import walk
from leakscan.errors import TargetNotFound
from tests.context.trees import make


def test_the_walk_gives_files_links_and_directories_in_order(tmp_path: Path) -> None:
    """Names come sorted, links are not followed."""
    make(tmp_path, {"b/x": "12", "a": "1", "c": "->b"})

    found = dict(descend("", walk(tmp_path)))

    assert list(found) == ["", "a", "b", "b/x", "c"]
    assert found["b/x"] is FILE
    assert found["c"] == Symlink("b")


def test_names_that_are_not_utf_8_are_kept(tmp_path: Path) -> None:
    """A name comes back in a form that opens the file again."""
    make(tmp_path, {"d\udcff/\udcfe": "bytes"})

    paths = [path for path, node in descend("", walk(tmp_path)) if isinstance(node, RegularFile)]

    assert paths == ["d\udcff/\udcfe"]
    with open_file(tmp_path, paths[0]) as stream:
        assert stream.read() == b"bytes"


def test_pipes_and_sockets_are_never_opened(tmp_path: Path) -> None:
    """What is no file is recorded, not read: reading a pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
    tree = walk(tmp_path)

    pipe = tree.children["pipe"]

    assert isinstance(pipe, Special)
    record = skipped("pipe", pipe)
    assert record is not None
    assert "named pipe" in record.reason
    for name in ("pipe", "socket"):
        with pytest.raises(NotARegularFile):
            open_file(tmp_path, name)


def test_links_are_not_opened(tmp_path: Path) -> None:
    """Neither a link as the file nor one on the way to it leads out of the context."""
    outside = make(tmp_path / "outside", {"x": "secret"})
    context = make(tmp_path / "context", {"file": f"->{outside}/x", "dir": f"->{outside}"})

    with pytest.raises(NotARegularFile):
        open_file(context, "file")
    with pytest.raises(OSError, match=r"Not a directory|Too many levels"):
        open_file(context, "dir/x")


def test_a_tree_deeper_than_any_path_is_walked(tmp_path: Path) -> None:
    """Hundreds of levels, each with a sibling to come back to, and few open files."""
    name = "d" * 20
    descriptor = os.open(tmp_path, os.O_RDONLY)
    for _ in range(250):
        os.mkdir(name, dir_fd=descriptor)
        os.mkdir("e", dir_fd=descriptor)
        inner = os.open(name, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    os.close(os.open("x", os.O_CREAT | os.O_WRONLY, dir_fd=descriptor))
    os.close(descriptor)
    before = len(list(Path("/proc/self/fd").iterdir()))

    entries = list(descend("", walk(tmp_path)))

    assert len(entries) == 1 + 2 * 250 + 1
    path = next(path for path, node in entries if isinstance(node, RegularFile))
    open_file(tmp_path, path).close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    subprocess.run(["rm", "-rf", tmp_path / name], check=True)


def test_an_unreadable_directory_is_in_the_tree_with_its_reason() -> None:
    """What cannot be listed is not silently empty."""
    record = skipped("private", Directory(problem="Permission denied"))

    assert record is not None
    assert record.reason == "context.directory: Permission denied"


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_context_must_be_a_directory(tmp_path: Path, name: str) -> None:
    """Nothing there, or a file there, is an error with what to do."""
    make(tmp_path, {"file": ""})

    with pytest.raises(TargetNotFound) as caught:
        walk(tmp_path / name)

    assert caught.value.hint


def test_a_file_that_is_no_more_raises_an_error_of_the_system(tmp_path: Path) -> None:
    """A file may vanish between the walk and the reading."""
    with pytest.raises(FileNotFoundError):
        open_file(tmp_path, "gone")
