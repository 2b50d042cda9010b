import gzip
import io
import json
import random
import tarfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from leakscan.cli.demo.project import project
from leakscan.cli.demo.writing import image, write_demo
from leakscan.errors import UsageError
from tests.cli.running import Run


def test_the_same_randomness_gives_the_same_project() -> None:
    """But for the private key, which its maker draws elsewhere."""
    first, second = project(random.Random(1)), project(random.Random(1))
    first.files.pop("deploy/id_ecdsa")
    second.files.pop("deploy/id_ecdsa")

    assert first == second
    assert first != project(random.Random(2))


def test_every_project_has_a_database_address_that_works() -> None:
    """A password with a `#` would end the address, and the demo would now and then leak less."""
    settings = [project(random.Random(seed)).files["config/settings.json"] for seed in range(50)]

    hosts = {urlsplit(json.loads(each)["database"]).hostname for each in settings}

    assert hosts == {"db.shop.internal"}


def test_the_image_holds_what_its_own_index_says(tmp_path: Path) -> None:
    """Every descriptor names a blob that is there; both platforms share their layers."""
    (tmp_path / "image.tar").write_bytes(image(project(random.Random(1))))

    files = _members((tmp_path / "image.tar").read_bytes())
    index = json.loads(files["index.json"])
    platforms = json.loads(_blob(files, index["manifests"][0]["digest"]))["manifests"]
    manifests = [json.loads(_blob(files, each["digest"])) for each in platforms]
    configs = [json.loads(_blob(files, each["config"]["digest"])) for each in manifests]

    assert [config["architecture"] for config in configs] == ["amd64", "arm64"]
    assert manifests[0]["layers"] == manifests[1]["layers"]
    layers = [_blob(files, layer["digest"]) for layer in manifests[0]["layers"]]
    assert len(layers) == len(configs[0]["rootfs"]["diff_ids"])
    steps = [step for step in configs[0]["history"] if not step.get("empty_layer")]
    assert len(layers) == len(steps)


def test_the_image_holds_what_the_ignore_file_lets_through() -> None:
    """`.env` in it means the top directory only."""
    made = project(random.Random(1))

    files = _members(image(made))
    paths = {
        path
        for content in files.values()
        if content.startswith(b"\x1f\x8b")
        for path in _members(gzip.decompress(content))
    }

    assert "app/.env" not in paths
    assert {"app/services/api/.env", "app/services/api/.wh..env", "app/.git/config"} <= paths


def test_a_directory_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    """The demo overwrites nothing."""
    (tmp_path / "mine").write_text("mine")

    with pytest.raises(UsageError, match="not empty"):
        write_demo(tmp_path, random.Random(1))

    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_the_demo_shows_both_scans(run: Run, tmp_path: Path) -> None:
    """It succeeds, shows no secret, and names the commands, which then say what it foretold."""
    directory = tmp_path / "demo"

    outcome = run("demo", directory)

    assert outcome.code == 0, outcome.err
    words = [
        line.removeprefix("  leakscan ").split()
        for line in outcome.out.splitlines()
        if line.startswith("  leakscan ")
    ]
    assert [each[0] for each in words] == ["context", "image"]
    assert "exit with 1 and 1" in outcome.out
    assert [run(*each).code for each in words] == [1, 1]


def test_the_demo_shows_no_secret(run: Run, tmp_path: Path) -> None:
    """What it made up is handled as what is real."""
    outcome = run("demo", tmp_path)

    env = (tmp_path / "project/services/api/.env").read_text()
    values = [line.partition("=")[2] for line in env.splitlines()]
    assert len(values) == 2
    assert not [value for value in values if value in outcome.out + outcome.err]


def test_the_demo_leaks_in_every_way_it_claims(run: Run, tmp_path: Path) -> None:
    """Visible, deleted and overwritten files, config and history; and files on their way in."""
    run("demo", tmp_path)

    before = json.loads(run("context", tmp_path / "project", "--format", "json").out)
    after = json.loads(run("image", tmp_path / "image.tar", "--format", "json").out)

    reaches = {place["reach"] for each in before["findings"] for place in each["locations"]}
    assert {"baked"} <= reaches
    places = [place for each in after["findings"] for place in each["locations"]]
    assert {"layer-file", "config", "history"} <= {place["kind"] for place in places}
    assert {"visible", "deleted", "overwritten"} <= {
        place["visibility"] for place in places if place["kind"] == "layer-file"
    }
    assert before["complete"]
    assert after["complete"]


def _members(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        return {
            each.name: stream.read() if (stream := members.extractfile(each)) else b""
            for each in members.getmembers()
        }


def _blob(files: dict[str, bytes], digest: str) -> bytes:
    return files["blobs/" + digest.replace(":", "/")]
