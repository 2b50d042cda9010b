"""Small projects that leak, made from a seed: what --fix must mend without breaking the build."""

import random
from dataclasses import dataclass
from pathlib import Path

from leakscan.detection.templates import render

_PLAIN = (
    *("main.py", "package.json", "package-lock.json", "src/app.py", "src/lib/util.py", "README.md"),
    *("web/index.html", "web/app.js", "conf/app.json", "conf/log.yaml", "conf/certs/ca.crt"),
    *("docs/a b.txt", "tools/run.sh", "data/[x].csv", "services/api/main.go"),
)
_SECRET = (
    *(".env", "services/api/.env", "services/web/.env.production", ".npmrc", "src/.npmrc"),
    *("conf/prod.json", "conf/certs/server.txt", "deploy/token.txt", "deploy/old/token.txt"),
    *("notes/my keys.txt", "data/[secret].csv", "web/config{dev}.js", "a+b/(x).cfg", "#keys.txt"),
    *("!keep.txt", "src/lib/settings.py", ".git/config", "sub/.git/config", "conf/x|y.ini"),
    *("notes/ends here ", "web/a^b$.txt", "notes/caf\u00e9.txt"),
)
_IGNORES = (
    "",
    ".env\n*.md\n",
    "node_modules\r\n.env\r\ndocs",
    "*\n!src\n!conf\n!package*.json\n!main.py\n!services\n",
    "# build\n **/.git \n!.git\n",
    "\ufeffREADME.md\n",
    "conf/*\n!conf/*.json\n",
)
_DOCKERFILES = (
    "FROM scratch\nCOPY . /app/\n",
    "FROM scratch\nCOPY src/ /src/\nCOPY main.py package*.json /\n",
    "FROM scratch AS build\nCOPY . /work\nFROM scratch\nCOPY --from=build /work/main.py /\n",
    "FROM scratch\nWORKDIR /app\nCOPY main.py .\nCOPY conf conf\nCOPY src/*.py ./\n",
    "FROM scratch AS deps\nCOPY package.json /\nFROM scratch\nCOPY --from=deps / /\nADD src /src\n",
)


@dataclass(frozen=True, kw_only=True)
class Leaky:
    """A project, and what is in it."""

    root: Path
    dockerfile: str
    secrets: dict[str, str]
    """Token by path; none is copied by name."""
    named: frozenset[str]
    """Files that the Dockerfile copies by name."""
    plain: frozenset[str]


def leaky(root: Path, seed: int, *, classic: bool = False) -> Leaky:
    """Write the project of that number below `root`; a classic builder reads one ignore file."""
    rng = random.Random(f"leaky {seed}")
    secrets = {
        path: render("{github:ghp_}", rng) for path in rng.sample(_SECRET, rng.randint(1, 5))
    }
    dockerfile = _DOCKERFILES[seed % len(_DOCKERFILES)]
    ignore = _IGNORES[seed // 2 % len(_IGNORES)]
    name = rng.choice(("Dockerfile", "Dockerfile", "docker/app.Dockerfile"))
    files = {path: f"plain {path}\n".encode() for path in _PLAIN}
    files |= {path: f"TOKEN={token}\n".encode() for path, token in secrets.items()}
    files[name] = dockerfile.encode()
    if ignore:
        beside = rng.random() < 0.4 and not classic
        files[f"{name}.dockerignore" if beside else ".dockerignore"] = ignore.encode()
    for path, data in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    words = set(dockerfile.split())
    return Leaky(
        root=root,
        dockerfile=name,
        secrets=secrets,
        named=frozenset(path for path in _PLAIN if path in words),
        plain=frozenset(_PLAIN),
    )
