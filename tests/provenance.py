"""BuildKit's provenance in memory, in the shapes that real builds write (mode=max)."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

V1 = "https://slsa.dev/provenance/v1"
V02 = "https://slsa.dev/provenance/v0.2"
IN_TOTO = "application/vnd.in-toto+json"
DSSE = "application/vnd.dsse.envelope.v1+json"

Chain = Sequence[str]


def provenance(
    *,
    dockerfile: str,
    steps: Sequence[tuple[int | None, Chain]] = (),
    args: Mapping[str, str] | None = None,
    version: str = V1,
    env: Sequence[str] = (),
    files: Mapping[str, str] | None = None,
    subject: str = "",
) -> dict[str, Any]:
    """
    Return a statement.

    `steps` are the lines of the Dockerfile (None: the base image) with the digests of the layers
    up to and with the step's own; `env` is the environment of a command in some stage; `files` are
    written inline by `COPY <<EOF`.
    """
    request = {"frontend": "dockerfile.v0", "args": dict(args or {}), "locals": [{"name": "c"}]}
    request["root"] = {"request": {"args": dict(args or {})}}
    config = {
        "llbDefinition": [
            {"id": "step0", "op": {"Op": {"source": {"identifier": "local://context"}}}},
            {"id": "step90", "op": {"Op": {"exec": {"meta": {"args": ["sh"], "env": [*env]}}}}},
            *(_mkfile(path, text) for path, text in (files or {}).items()),
        ]
    }
    source = {
        "infos": [
            {"filename": "Dockerfile", "language": "Dockerfile", "data": encoded(dockerfile)}
        ],
        "locations": {f"step{n + 1}": _location(line) for n, (line, _) in enumerate(steps)},
    }
    layers = {
        f"step{n + 1}:0": [[{"digest": digest, "size": 32} for digest in chain]]
        for n, (_, chain) in enumerate(steps)
    }
    metadata = {"source": source, "layers": layers}
    predicate: dict[str, Any]
    if version == V1:
        predicate = {
            "buildDefinition": {
                "externalParameters": {"request": request},
                "internalParameters": {"buildConfig": config},
            },
            "runDetails": {"metadata": {"buildkit_metadata": metadata}},
        }
    else:
        predicate = {
            "invocation": {"parameters": request},
            "buildConfig": config,
            "metadata": {"https://mobyproject.org/buildkit@v1#metadata": metadata},
        }
    algorithm, _, digest = subject.partition(":")
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": version,
        "subject": [{"name": "pkg:docker/demo@1", "digest": {algorithm: digest}}],
        "predicate": predicate,
    }


def envelope(statement: Mapping[str, Any]) -> dict[str, Any]:
    """Return a statement as DSSE signs it."""
    return {
        "payloadType": IN_TOTO,
        "payload": encoded(json.dumps(statement)),
        "signatures": [{"keyid": "", "sig": encoded("signature")}],
    }


def encoded(text: str) -> str:
    """Return text in base64."""
    return base64.b64encode(text.encode()).decode()


def _mkfile(path: str, text: str) -> dict[str, Any]:
    action = {"Action": {"mkfile": {"path": path, "mode": 420, "data": encoded(text)}}}
    return {"id": "step91", "op": {"Op": {"file": {"actions": [action]}}}}


def _location(line: int | None) -> dict[str, Any]:
    if line is None:
        return {}
    place = {"start": {"line": line}, "end": {"line": line}}
    return {"locations": [{"ranges": [place, place]}]}
