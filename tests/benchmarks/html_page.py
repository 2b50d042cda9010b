"""
Opens HTML reports in a real browser: console, requests, elements, paint, accessibility, looks.

    npm install puppeteer-core axe-core      (in any folder; Chromium is the distribution's)
    python -m tests.benchmarks.html_page FOLDER [NODE_MODULES]

Writes pages with 0, 50 and 5,000 findings and with hostile names into FOLDER, opens each in light
and dark, wide and narrow, and prints what was seen; screenshots stay in FOLDER.
"""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from leakscan.model.location import LayerRef, Reach, Step, Visibility
from leakscan.model.report import ImageSteps, Report
from leakscan.model.rule import Severity
from leakscan.reporters import FORMATS, Style
from tests.reporters import samples
from tests.reporters.hostile_names import NAMES

_COMMANDS = (
    "FROM debian:12",
    "ENV APP=/srv",
    "COPY . .",
    "RUN make",
    "RUN rm -rf .git",
    "USER app",
)


def image(count: int, names: list[str] | None = None) -> Report:
    """Return the report of an image with so many findings, spread over twelve steps."""
    steps = tuple(
        Step(history_index=n, layer_index=n, created_by=_COMMANDS[n % len(_COMMANDS)], base=n < 2)
        for n in range(12)
    )
    found = []
    for number in range(count):
        name = names[number % len(names)] if names else f"srv/app/config{number}/.env"
        born = number % 9
        hidden = number % 3
        place = samples.layer_file(
            name,
            layer=LayerRef(index=born, diff_id=f"sha256:{born:064}", count=12),
            visibility=list(Visibility)[hidden],
            introduced_by=steps[born],
            removed_by=steps[born + 2] if hidden else None,
            package="" if number % 4 else "dpkg:acme-base",
        )
        found.append(
            samples.finding(
                id=str(number), severity=list(reversed(Severity))[number % 4], locations=(place,)
            )
        )
    found.sort(key=lambda each: -each.severity)
    return samples.image_report(*found, images=(ImageSteps(platform="linux/amd64", steps=steps),))


def context(count: int) -> Report:
    """Return the report of a context with so many findings."""
    reaches = list(Reach)[:4]
    found = [
        samples.key(
            id=str(number),
            locations=(
                samples.context_file(
                    f"services/s{number % 7}/k{number}", reach=reaches[number % 4]
                ),
            ),
        )
        for number in range(count)
    ]
    return samples.context_report(*found)


def pages() -> dict[str, Report]:
    """Return the reports to show, by name."""
    hostile = image(len(NAMES), NAMES)
    return {
        "empty": image(0),
        "image-50": image(50),
        "image-5000": image(5000),
        "context-50": context(50),
        "hostile": replace(hostile, target=replace(hostile.target, name=NAMES[0])),
        "damaged": samples.damaged_image(),
        "advised": samples.advised_context(),
    }


def main() -> None:
    """Write the pages and open them."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, report in pages().items():
        (folder / f"{name}.html").write_text(FORMATS["html"](report, Style()), encoding="utf-8")
    script = Path(__file__).with_name("html_page.cjs")
    modules = sys.argv[2] if len(sys.argv) > 2 else "node_modules"
    done = subprocess.run(
        ["node", str(script), str(folder)], env={**os.environ, "NODE_PATH": modules}, check=False
    )
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
