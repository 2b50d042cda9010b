"""
What GitLab's published schemas demand of each field that leakscan writes.

The schemas themselves are GitLab's and not in this repository: these are their rules for the fields
in use, with no other field allowed, so that one which is added must be looked up there first.

Source: GitLab security report schemas 15.2.1, `secret-detection-report-format.json`; GitLab
documentation, Code Quality, "Code Quality report format".
"""

from typing import Any

import jsonschema

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
LINE: Schema = {"type": "integer", "minimum": 1}
FILE: Schema = TEXT | {"pattern": r"^(?!/|\./|\.\./)"}
"""GitLab wants a path from the top of the repository."""
TIME: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"}
ADDRESS: Schema = {"type": "string", "pattern": "^(https?|ftp)://.+"}


def record(required: Schema, optional: Schema | None = None) -> Schema:
    """Return the schema of an object with these fields and no others."""
    return {
        "type": "object",
        "required": list(required),
        "properties": required | (optional or {}),
        "additionalProperties": False,
    }


TOOL = record({"id": TEXT, "name": TEXT, "version": TEXT, "vendor": record({"name": TEXT})})
MESSAGE = record({"level": {"enum": ["info", "warn", "fatal"]}, "value": TEXT})
IDENTIFIER = record({"type": TEXT, "name": TEXT, "value": TEXT}, {"url": ADDRESS})

SCAN = record(
    {
        "analyzer": TOOL,
        "scanner": TOOL,
        "type": {"const": "secret_detection"},
        "status": {"enum": ["success", "failure"]},
        "start_time": TIME,
        "end_time": TIME,
    },
    {"messages": {"type": "array", "items": MESSAGE}},
)
VULNERABILITY = record(
    {
        "id": TEXT,
        "identifiers": {"type": "array", "minItems": 1, "items": IDENTIFIER},
        # The schema demands the commit alone; without the others GitLab has no place to show.
        "location": record(
            {"commit": record({"sha": TEXT}), "file": FILE, "start_line": LINE}, {"end_line": LINE}
        ),
    },
    {
        "name": TEXT | {"maxLength": 255},
        "description": {"type": "string", "maxLength": 1_048_576},
        "severity": {"enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"]},
        "solution": {"type": "string", "maxLength": 7000},
    },
)
SECRET_DETECTION = jsonschema.Draft7Validator(
    record(
        {
            "version": {"const": "15.2.1"},
            "scan": SCAN,
            "vulnerabilities": {"type": "array", "items": VULNERABILITY},
        }
    )
)

CODE_QUALITY = jsonschema.Draft7Validator(
    {
        "type": "array",
        "items": record(
            {
                "description": TEXT,
                "check_name": TEXT,
                "fingerprint": TEXT,
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": record({"path": FILE, "lines": record({"begin": LINE})}),
            }
        ),
    }
)
