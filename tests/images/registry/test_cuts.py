"""A link that is cut at any byte, again and again: never a clean result that is none."""

import os
import random
from pathlib import Path

import pytest

from leakscan.errors import RegistryError
from tests.builders import image, layer, oci_files
from tests.images.registry.proxy import CuttingLink
from tests.images.registry.server import REPOSITORY, Registry, complete, read

CUTS = int(os.environ.get("LEAKSCAN_TEST_CUTS", "12"))
"""How many places to cut at; 200 by hand."""

FILES = oci_files(image([layer({"a": random.Random(5).randbytes(20_000)}), layer({"b": b"2"})]))


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize("part", range(CUTS))
def test_a_link_that_is_cut_anywhere_is_never_a_clean_result(
    part: int, *, reset: bool, tmp_path: Path
) -> None:
    """An error, a note, or all of the image after all; each within its time."""
    rng = random.Random(part)
    cut_after = int(2 ** rng.uniform(0, 15))

    with Registry(FILES) as registry, CuttingLink(registry.port, cut_after, reset=reset) as link:
        name = f"docker://{link.host}/{REPOSITORY}:1"
        try:
            source = read(name, tmp_path, attempts=2, read_timeout_seconds=1)
        except RegistryError:
            return

    told = [*source.skipped, *(one for each in source.images for one in each.skipped)]
    assert complete(source) or told
    if complete(source):
        assert len(source.images[0].layers) == 2
