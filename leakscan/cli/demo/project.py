"""The demo's project: a service whose Dockerfile makes the usual mistakes, with fresh secrets."""

import random
from dataclasses import dataclass

from leakscan.detection.templates import render

DOCKERFILE = "Dockerfile"

_TEMPLATES = {
    DOCKERFILE: """\
# Every step below looks harmless, and gives a secret away.
FROM docker.io/library/node:22-slim
ARG NPM_TOKEN
ENV STRIPE_SECRET_KEY=sk_live_{alnum:24}
WORKDIR /app
COPY . .
RUN npm ci && rm .npmrc && cp config/public.json config/settings.json
RUN rm -rf .git deploy services/api/.env
CMD ["node", "server.js"]
""",
    # Each line looks right to whoever knows .gitignore.
    ".dockerignore": """\
# Without "**/" these names mean the top directory only.
.env
*.pem
node_modules
""",
    ".env": "SESSION_SECRET={password:}\n",
    ".git/HEAD": "ref: refs/heads/main\n",
    ".git/config": """\
[remote "origin"]
\turl = https://x-access-token:{github:ghp_}@git.shop.internal/shop/api.git
""",
    ".npmrc": "//registry.npmjs.org/:_authToken=${{NPM_TOKEN}}\n",
    "config/public.json": '{{"region": "eu-central-1"}}\n',
    "config/settings.json": """\
{{
  "region": "eu-central-1",
  "database": "postgresql://shop:{alnum:20}@db.shop.internal:5432/shop"
}}
""",
    "deploy/id_ecdsa": "{eckey:}",
    "package.json": '{{"name": "shop-api", "version": "1.0.0"}}\n',
    "server.js": 'require("http").createServer((_, r) => r.end("ok")).listen(8080);\n',
    "services/api/.env": """\
AWS_ACCESS_KEY_ID={awskeyid:}
AWS_SECRET_ACCESS_KEY={base64:40}
""",
}


@dataclass(frozen=True, slots=True)
class Project:
    """A build context in memory."""

    files: dict[str, bytes]
    """Content by path, relative and `/`-separated."""
    npm_token: str
    """Given to the build as an argument, and so in no file."""

    def baked(self) -> dict[str, bytes]:
        """Return what `COPY . .` copies: all that `.dockerignore` fails to hold back."""
        return {path: content for path, content in self.files.items() if path != ".env"}


def project(rng: random.Random) -> Project:
    """Return the project; the same `rng` gives the same one, but for its private key."""
    files = {path: render(text, rng).encode() for path, text in _TEMPLATES.items()}
    return Project(files, render("{npm:npm_}", rng))
