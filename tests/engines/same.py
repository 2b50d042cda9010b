"""A build with one secret of each fate, and what its findings are whoever builds or reads it."""

import shutil
from pathlib import Path
from typing import Any

from tests.corpus.files import write_files
from tests.end_to_end.program import Outcome
from tests.engines.parts import Build

DOCKERFILE = """\
FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
COPY .env /app/.env
RUN rm /app/.env
"""
SHIPPED = 'COPY settings.json /app/\nENV DB_PASSWORD="{password}"\n'
SETTINGS = '{{"npm": {{"token": "{npm:npm_}"}}}}\n'


def project_in(folder: Path, **files: str) -> Build:
    """Return a build of files in `folder`, with busybox beside them."""
    write_files(folder, {name: text.encode() for name, text in files.items()})
    shutil.copy("/bin/busybox", folder / "busybox")
    return Build(context=folder)


def findings(outcome: Outcome) -> list[dict[str, Any]]:
    """Return the findings without what tells only how the image was stored."""
    assert outcome.code == 1, outcome.errors
    assert outcome.report["complete"] is True, outcome.report["skipped"]
    found = outcome.report["findings"]
    for finding in found:
        for location in finding["locations"]:
            location.pop("image", None)
            location.pop("recovery", None)
            (location.get("layer") or {}).pop("digest", None)
    return list(found)


def essence(found: list[dict[str, Any]]) -> list[object]:
    """Return what does not depend on the builder either: its wording and its metadata steps."""
    return sorted(
        {
            (
                finding["rule_id"],
                finding["secret"]["value"],
                location["kind"],
                location["path"].rpartition("[")[0] or location["path"],
                location.get("visibility"),
                (location.get("layer") or {}).get("index"),
            )
            for finding in found
            for location in finding["locations"]
            if location["kind"] in {"layer-file", "config"}
            # Archives of older stores keep copies of the config (`ID/json`) that no manifest names.
            and (location["kind"] == "config" or location.get("layer"))
            # The classic builder keeps the last step's container beside the image's own config.
            and not location["path"].startswith("config.container_config")
        },
        key=str,
    )
