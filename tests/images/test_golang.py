"""Go's module cache: a whole module is known by the digest that Go itself wrote down."""

import hashlib
import os
from pathlib import Path

import pytest

from leakscan.images.packages.golang import TREE, module_of, tree_digest
from leakscan.images.packages.records import PackageRecords, Record, is_record


@pytest.mark.parametrize(
    ("path", "module"),
    [
        (
            "go/pkg/mod/x.org/!acme/tool@v1.2.3/x/y.go",
            "go/pkg/mod/x.org/!acme/tool@v1.2.3",
        ),
        (
            "root/go/pkg/mod/x.org/mod@v0.1.0/LICENSE",
            "root/go/pkg/mod/x.org/mod@v0.1.0",
        ),
        ("go/pkg/mod/cache/download/x.org/a/@v/v1.0.0.zip", ""),
        ("src/vendor/x.org/a/b.go", ""),
        ("", ""),
    ],
)
def test_the_module_of_a_file(path: str, module: str) -> None:
    """Files below `pkg/mod` belong to the module whose folder has the version in its name."""
    assert module_of(path) == module


def test_a_real_module_has_the_digest_that_go_recorded() -> None:
    """Modules in this machine's own cache hash to what Go wrote beside them."""
    cache = Path(os.environ.get("GOMODCACHE", Path.home() / "go/pkg/mod"))
    hashes = sorted((cache / "cache/download").rglob("*.ziphash"))
    checked = 0
    for file in hashes:
        record = f"go/pkg/mod/{file.relative_to(cache)}"
        module, version = str(file.parent.parent.relative_to(cache / "cache/download")), file.stem
        folder = cache / f"{module}@{version}"
        if not folder.is_dir() or checked == 10:
            continue
        files = {
            str(each.relative_to(folder)): hashlib.sha256(each.read_bytes()).digest()
            for each in folder.rglob("*")
            if each.is_file()
        }
        if len(files) > 300:
            continue
        name = f"go/pkg/mod/{module}@{version}"
        records = PackageRecords([Record(0, record, file.read_bytes())])
        assert is_record(record)
        assert records.owner(name, {TREE: tree_digest(name, files)}, 0) == f"go:{module}@{version}"
        more = {**files, "planted.env": b"\0" * 32}
        assert records.owner(name, {TREE: tree_digest(name, more)}, 0) == ""
        checked += 1
    if not checked:
        pytest.skip("NOT CHECKED: there is no module cache here")
