"""`leakscan context --list`: every file, how far a build carries it, and the line that decides."""

import json
from collections import Counter
from collections.abc import Callable, Mapping

from leakscan.cli.table import table
from leakscan.context.prediction import PredictedFile, Prediction
from leakscan.model.location import Deciding, Reach
from leakscan.reporters.escape import encodable
from leakscan.reporters.mask import masked

SCHEMA_VERSION = "1"

Listing = Callable[[Prediction], str]


def as_text(prediction: Prediction) -> str:
    """Return the files in columns, the farthest carried first, and how many there are of each."""
    order = list(Reach)
    files = sorted(prediction.files, key=lambda file: (order.index(file.reach), file.path))
    rows = [(file.reach.value, file.path, _decided(file)) for file in files]
    counts = Counter(file.reach for file in files)
    said = ", ".join(f"{counts[reach]:,} {reach.value}" for reach in Reach if counts[reach])
    return (
        f"{table(('REACH', 'PATH', 'DECIDED BY'), rows)}\n"
        f"{len(files):,} files: {said or 'none'} (builder {prediction.builder.value})\n"
    )


def as_json(prediction: Prediction) -> str:
    """Return the same as one JSON object, in the order of the walk."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "builder": prediction.builder.value,
        "ignore_file": encodable(prediction.ignore_file),
        "files": [
            {
                "path": encodable(file.path),
                "reach": file.reach.value,
                "decided_by": [_line(each) for each in file.decided_by],
            }
            for file in prediction.files
        ],
    }
    return json.dumps(document, indent=2) + "\n"


LISTINGS: Mapping[str, Listing] = {"text": as_text, "json": as_json}
"""Every form of the list, by the name that `--format` takes."""


def _decided(file: PredictedFile) -> str:
    lines = (f"{each.file}:{each.line}: {masked(each.text)}" for each in file.decided_by)
    return "; ".join(lines)


def _line(deciding: Deciding) -> dict[str, str | int]:
    return {
        "file": encodable(deciding.file),
        "line": deciding.line,
        "text": encodable(masked(deciding.text)),
    }
