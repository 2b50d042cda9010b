"""A file around a build as text, with places in it, and as YAML nodes that keep theirs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from leakscan.context.around.feeds import Feed, Role
from leakscan.expressions import expression

MAX_BYTES = 128 * 1024
"""A larger file takes PyYAML seconds, and is none of these."""
_MERGE = "tag:yaml.org,2002:merge"
_COMMENTS = expression(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.{0,4096}?\*/', re.DOTALL)


class NotReadable(ValueError):
    """The text is not what its name says."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file."""

    name: str
    """Relative to the context."""
    directory: str
    """Absolute path of the directory that it lies in."""
    text: str

    def feed(self, where: str, role: Role, key: str, node: ScalarNode, skip: int = 0) -> Feed:
        """Return the value of a scalar, or what follows its first `skip` characters."""
        start, end = node.start_mark.index, node.end_mark.index
        raw = self.text[start:end]
        value = str(node.value)[skip:]
        inner = raw.find(value) if value else -1
        return self.at(
            where,
            role,
            key,
            value,
            start + max(inner, 0),
            len(value) if inner >= 0 else end - start,
            verbatim=inner >= 0,
        )

    def at(
        self,
        where: str,
        role: Role,
        key: str,
        value: str,
        index: int,
        length: int,
        *,
        verbatim: bool = True,
    ) -> Feed:
        """Return a value that begins at a character of the text."""
        line_start = self.text.rfind("\n", 0, index) + 1
        line_end = self.text.find("\n", index)
        return Feed(
            file=self.name,
            where=where,
            role=role,
            key=key,
            value=value,
            folder=self.directory,
            line=self.text.count("\n", 0, index) + 1,
            column=index - line_start + 1,
            offset=_size(self.text[:index]),
            raw=self.text[index : index + length],
            text=self.text[line_start : len(self.text) if line_end < 0 else line_end].strip(),
            verbatim=verbatim,
        )


def document(text: str, *, comments: bool = False) -> Node:
    """
    Return the top node of a YAML or JSON text; with `comments`, `//` begins one, as VS Code writes.

    Raises:
        NotReadable: It is neither, or nested too deeply.
    """
    if comments:
        # What is cut out keeps its length, so that places stay right.
        text = _COMMENTS.sub(lambda found: _blank(found[0]), text)
    try:
        node = yaml.compose(text.replace("\t", " ") if comments else text, yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        problem = getattr(error, "problem", None) or type(error).__name__
        raise NotReadable(str(problem)) from None
    if node is None:
        raise NotReadable("it is empty")
    return node


def fields(node: Node | None) -> Mapping[str, Node]:
    """Return a mapping's values by key, merged ones (`<<`) first; nothing of another node."""
    found: dict[str, Node] = {}
    pending = [node]
    layers: list[dict[str, Node]] = []
    while pending and len(layers) < 64:
        current = pending.pop()
        if isinstance(current, SequenceNode):
            pending.extend(current.value)
        if not isinstance(current, MappingNode):
            continue
        own = {}
        for key, value in current.value:
            if key.tag == _MERGE:
                pending.append(value)
            elif isinstance(key, ScalarNode):
                own[str(key.value)] = value
        layers.append(own)
    for layer in reversed(layers):
        found.update(layer)
    return found


def items(node: Node | None) -> list[Node]:
    """Return a sequence's nodes; nothing of another node."""
    return list(node.value) if isinstance(node, SequenceNode) else []


def scalar(node: Node | None) -> str:
    """Return a scalar's text; empty for any other node."""
    return str(node.value) if isinstance(node, ScalarNode) else ""


def pairs(source: Source, where: str, role: Role, node: Node | None) -> Iterator[Feed]:
    """Yield the values of a mapping, or of a list of `NAME=VALUE`; a bare NAME has none."""
    for key, value in fields(node).items():
        if isinstance(value, ScalarNode):
            yield source.feed(where, role, key, value)
    for item in items(node):
        if isinstance(item, ScalarNode):
            name, equals, _ = str(item.value).partition("=")
            yield source.feed(where, role, name, item, skip=len(name) + len(equals))


def _blank(text: str) -> str:
    return text if text.startswith('"') else re.sub(r"[^\n]", " ", text)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))
