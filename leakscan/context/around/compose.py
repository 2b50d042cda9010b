"""
What a compose file gives to the build of one directory.

Source:
    compose-spec, build.md and 12-interpolation.md.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from yaml.nodes import Node, ScalarNode

from leakscan.context.around.feeds import Feed, Role
from leakscan.context.around.names import REFERENCE
from leakscan.context.around.source import Source, document, fields, items, pairs, scalar

_MAX_LINE = 4096

Builds = Callable[[str, str], bool]
"""Whether a context and a Dockerfile, as absolute paths, are those of the build at hand."""


def feeds(source: Source, builds: Builds, variables: Source | None) -> Iterator[Feed]:
    """
    Yield the values for the services that build this directory.

    `variables` is the `.env` beside the file, from which compose fills in references.

    Raises:
        NotReadable: It is no YAML.
    """
    top = fields(document(source.text))
    values = _variables(variables) if variables else {}
    wanted: set[str] = set()
    for name, service in fields(top.get("services")).items():
        described = fields(service)
        build = described.get("build")
        if build is None or not _is_this(source, build, builds, values):
            continue
        where = f"services.{name}"
        own = fields(build)
        for feed in pairs(source, f"{where}.build.args", Role.ARGUMENT, own.get("args")):
            yield feed
            yield from _filled_in(feed, values)
        more = own.get("additional_contexts")
        yield from pairs(source, f"{where}.build.additional_contexts", Role.CONTEXT, more)
        yield from pairs(source, f"{where}.environment", Role.RUNTIME, described.get("environment"))
        for item in items(own.get("secrets")):
            wanted.add(scalar(item) or scalar(fields(item).get("source")))
        for item in items(described.get("secrets")):
            wanted.add(scalar(item) or scalar(fields(item).get("source")))
    for name, secret in fields(top.get("secrets")).items():
        content = fields(secret).get("content")
        if name in wanted and isinstance(content, ScalarNode):
            yield source.feed(f"secrets.{name}.content", Role.RUNTIME, name, content)


def _is_this(source: Source, build: Node, builds: Builds, values: dict[str, Feed]) -> bool:
    own = fields(build)
    if "dockerfile_inline" in own:
        return False
    context = _resolved(scalar(build) or scalar(own.get("context")) or ".", values)
    if "://" in context or context.startswith("git@"):
        return False
    directory = posixpath.normpath(posixpath.join(source.directory, context))
    dockerfile = _resolved(scalar(own.get("dockerfile")) or "Dockerfile", values)
    return builds(directory, posixpath.normpath(posixpath.join(directory, dockerfile)))


def _resolved(text: str, values: dict[str, Feed]) -> str:
    def fill(found: re.Match[str]) -> str:
        name = found[1] or found[4]
        return values[name].value if name in values else found[3] or ""

    return REFERENCE.sub(fill, text)


def _filled_in(feed: Feed, values: dict[str, Feed]) -> Iterator[Feed]:
    """Yield what variables bring into a value; a bare name takes the variable of that name."""
    names = [found[1] or found[4] for found in REFERENCE.finditer(feed.value)]
    for name in names or ([feed.key] if not feed.value else []):
        if name in values:
            yield replace(values[name], where=feed.where, role=feed.role, key=feed.key, via=feed)


def _variables(source: Source) -> dict[str, Feed]:
    found = {}
    index = 0
    for line in source.text.split("\n"):
        match = len(line) < _MAX_LINE and re.match(
            r"\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*?)\s*$", line
        )
        if match:
            value = match[2]
            quoted = value[:1] in ("'", '"') and value[-1:] == value[:1] and len(value) > 1
            start = index + match.start(2) + quoted
            value = value[1:-1] if quoted else re.sub(r"\s+#.*", "", value)
            found[match[1]] = source.at("", Role.ARGUMENT, match[1], value, start, len(value))
        index += len(line) + 1
    return found
