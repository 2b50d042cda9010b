"""Contexts on disk for tests."""

import os
from collections.abc import Mapping
from pathlib import Path

from leakscan.context.prediction import Prediction
from leakscan.model.location import Reach


def make(root: Path, files: Mapping[str, str]) -> Path:
    """Write `files` under `root`; a content `->target` makes a link."""
    root.mkdir(exist_ok=True)
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content.startswith("->"):
            path.symlink_to(content[2:])
        else:
            path.write_bytes(os.fsencode(content))
    return root


def reaches(prediction: Prediction) -> dict[str, Reach]:
    """Return the reach of every file by path."""
    return {file.path: file.reach for file in prediction.files}


def with_reach(prediction: Prediction, reach: Reach) -> set[str]:
    """Return the paths of the files that get exactly so far."""
    return {file.path for file in prediction.files if file.reach is reach}


def lines_of(prediction: Prediction, path: str) -> list[tuple[str, int]]:
    """Return the lines that decided one file."""
    (file,) = (file for file in prediction.files if file.path == path)
    return [(step.file, step.line) for step in file.decided_by]
