"""What the tests of both scanners share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from leakscan.model.report import Report
from leakscan.scanners.image import scan_image
from leakscan.scanners.options import ScanOptions


@pytest.fixture
def scan(tmp_path: Path) -> Callable[..., Report]:
    """Return a function that writes an archive and scans it."""

    def run(archive: bytes, **arguments: object) -> Report:
        file = tmp_path / "image.tar"
        file.write_bytes(archive)
        temp = tmp_path / "temp"
        temp.mkdir(exist_ok=True)
        return scan_image(str(file), options=ScanOptions(temp_dir=temp), **arguments)  # type: ignore[arg-type] # a test's keywords

    return run
