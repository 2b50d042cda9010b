"""
What a bake file gives to the build of one directory.

Source:
    docker/buildx, docs/bake-reference.md.
"""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace

from yaml.nodes import ScalarNode

from leakscan.context.around import hcl
from leakscan.context.around.compose import Builds
from leakscan.context.around.feeds import Feed, Role
from leakscan.context.around.source import Source, document, fields, pairs, scalar
from leakscan.expressions import expression

_REFERENCE = expression(r"\$\{\s*(\w+)\s*\}")


def feeds(source: Source, builds: Builds) -> Iterator[Feed]:
    """
    Yield what the targets that build this directory give to it, variables' defaults too.

    Raises:
        NotReadable: A JSON file is none.
    """
    yield from _json(source, builds) if source.name.endswith(".json") else _hcl(source, builds)


def _hcl(source: Source, builds: Builds) -> Iterator[Feed]:
    top = hcl.parse(source.text)
    defaults = {}
    for block in top.blocks:
        if block.kind == "variable" and block.labels:
            for token in block.attributes.get("default", [])[:1]:
                defaults[block.labels[0]] = _string(source, "variable", block.labels[0], token)
    for block in top.blocks:
        here = block.text("context", "."), block.text("dockerfile", "")
        if block.kind == "target" and block.labels and _is_this(source, *here, builds):
            yield from _of_target(source, block, defaults)


def _of_target(source: Source, block: hcl.Block, defaults: Mapping[str, Feed]) -> Iterator[Feed]:
    for key, value in hcl.members(block.attributes.get("contexts", [])):
        if len(value) == 1 and value[0].kind == "string":
            where = f"target.{block.labels[0]}.contexts"
            yield _string(source, where, key, value[0], Role.CONTEXT)
    where = f"target.{block.labels[0]}.args"
    for key, value in hcl.members(block.attributes.get("args", [])):
        for token in value:
            names = _REFERENCE.findall(token.value)
            names += [token.text] if token.kind == "name" else []
            if token.kind in ("string", "heredoc", "name"):
                own = _string(source, where, key, token)
                own = replace(own, value=f"${{{own.value}}}") if token.kind == "name" else own
                yield own
                yield from (
                    replace(defaults[name], where=where, key=key, via=own)
                    for name in names
                    if name in defaults
                )


def _json(source: Source, builds: Builds) -> Iterator[Feed]:
    top = fields(document(source.text, comments=True))
    defaults = {}
    for name, variable in fields(top.get("variable")).items():
        default = fields(variable).get("default")
        if isinstance(default, ScalarNode):
            defaults[name] = source.feed("variable", Role.ARGUMENT, name, default)
    for name, target in fields(top.get("target")).items():
        own = fields(target)
        context, dockerfile = scalar(own.get("context")) or ".", scalar(own.get("dockerfile"))
        if _is_this(source, context, dockerfile, builds):
            more = own.get("contexts")
            yield from pairs(source, f"target.{name}.contexts", Role.CONTEXT, more)
            where = f"target.{name}.args"
            for feed in pairs(source, where, Role.ARGUMENT, own.get("args")):
                yield feed
                for reference in _REFERENCE.findall(feed.value):
                    if reference in defaults:
                        yield replace(defaults[reference], where=where, key=feed.key, via=feed)


def _is_this(source: Source, context: str, dockerfile: str, builds: Builds) -> bool:
    if "://" in context:
        return False
    directory = posixpath.normpath(posixpath.join(source.directory, context))
    named = posixpath.join(directory, dockerfile or "Dockerfile")
    return builds(directory, posixpath.normpath(named))


def _string(
    source: Source, where: str, key: str, token: hcl.Token, role: Role = Role.ARGUMENT
) -> Feed:
    return source.at(where, role, key, token.value, token.start, len(token.value))
