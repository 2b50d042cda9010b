"""
The config of an image: platform, layers' digests, history, and every value to be searched.

A part that is not as the specification says is left out and told; the text is searched anyway.

Source: OCI image-spec 1.1, config.md; moby image/spec/v1.2.
"""

import dataclasses
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from leakscan.errors import ContentError, MalformedObject
from leakscan.images.documents import Node, parse_document
from leakscan.images.field import Field
from leakscan.images.fields import raw_field, text_fields
from leakscan.images.history import build_arguments
from leakscan.images.image import HistoryEntry
from leakscan.images.reference import is_digest
from leakscan.model.finding import Skipped
from leakscan.streams.limits import Limits

UNKNOWN_PLATFORM = "unknown"

_PLATFORM_PART = re.compile(r"[a-z0-9_.-]{1,24}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What one config says."""

    raw: bytes = b""
    digest: str = ""
    """Of the bytes as read."""
    platform: str = UNKNOWN_PLATFORM
    diff_ids: tuple[str, ...] | None = None
    """None: it says nothing about layers, as the config of an artifact."""
    history: tuple[HistoryEntry, ...] = ()
    fields: tuple[Field, ...] = ()
    problems: tuple[Skipped, ...] = ()


def read_config(raw: bytes, name: str, limits: Limits) -> Config:
    """Return what the config says, whatever its shape; `name` is how the source calls it."""
    digest = f"sha256:{hashlib.sha256(raw).hexdigest()}"
    whole_text = raw_field(raw, "config", "config")
    try:
        root = parse_document(raw, "config", limits)
        if not isinstance(root.value, dict):
            root.refuse("an object")
    except ContentError as error:
        problem = _problem(name, error)
        return Config(raw=raw, digest=digest, fields=(whole_text,), problems=(problem,))
    problems: list[Skipped] = []
    platform = diff_ids = None
    history: tuple[HistoryEntry, ...] = ()
    try:
        platform = platform_text(root)
    except MalformedObject as error:
        problems.append(_problem(name, error))
    try:
        diff_ids = _diff_ids(root)
    except MalformedObject as error:
        problems.append(_problem(name, error))
    try:
        history = tuple(_history_entry(node) for node in root.get("history").items())
    except MalformedObject as error:
        problems.append(_problem(name, error))
    runtime = Node(root.get("config").value, "config")
    fields = [
        *text_fields(runtime, "config"),
        *text_fields(root, "config", frozenset({"config", "history"})),
        *_history_fields(history, limits),
        *_unknown_history(root.get("history")),
    ]
    if problems:
        fields.append(whole_text)
    return Config(
        raw=raw,
        digest=digest,
        platform=platform or UNKNOWN_PLATFORM,
        diff_ids=diff_ids,
        history=history,
        fields=tuple(dict.fromkeys(fields)),
        problems=tuple(problems),
    )


def platform_text(node: Node) -> str:
    """
    Return `os/architecture/variant` of a config or a descriptor's platform; empty if unstated.

    Every report shows it, so that what is no name of a platform, and may be anything, is `?`.

    Raises:
        MalformedObject: One of them is not a string.
    """
    parts = [node.get(key).text() for key in ("os", "architecture", "variant")]
    return "/".join(part if _PLATFORM_PART.fullmatch(part) else "?" for part in parts if part)


def _problem(name: str, error: ContentError) -> Skipped:
    return Skipped(path=name, reason=f"config.invalid: {error}", hint=error.hint)


def _diff_ids(root: Node) -> tuple[str, ...] | None:
    nodes = list(root.get("rootfs").get("diff_ids").items())
    for node in nodes:
        if not is_digest(node.text()):
            raise MalformedObject(node.where, "not a digest")
    return tuple(node.text() for node in nodes) if root.get("rootfs").present else None


def _history_entry(node: Node) -> HistoryEntry:
    if not isinstance(node.value, dict):
        node.refuse("an object")
    return HistoryEntry(
        created_by=node.get("created_by").text(),
        comment=node.get("comment").text(),
        author=node.get("author").text(),
        created=node.get("created").text(),
        empty_layer=node.get("empty_layer").flag(),
    )


def _unknown_history(history: Node) -> Iterator[Field]:
    """Yield what no reader of histories looks at: unknown keys, and entries that are no objects."""
    known = {field.name for field in dataclasses.fields(HistoryEntry)}
    if not isinstance(history.value, list):
        yield from text_fields(history, "history")
        return
    for index, value in enumerate(history.value):
        node = Node(value, f"history[{index}]")
        if not isinstance(value, dict) or not known.issuperset(value):
            yield from text_fields(node, "history", frozenset(known))


def _history_fields(history: tuple[HistoryEntry, ...], limits: Limits) -> list[Field]:
    fields: list[Field] = []
    for index, entry in enumerate(history):
        texts = {
            "created_by": entry.created_by,
            "comment": entry.comment,
            "author": entry.author,
        }
        fields.extend(
            Field(kind="history", path=f"history[{index}].{key}", value=text, history_index=index)
            for key, text in texts.items()
            if text
        )
    fields.extend(
        Field(
            kind="history",
            path=f"history[{argument.history_index}].created_by",
            key=argument.name,
            value=argument.value,
            history_index=argument.history_index,
        )
        for argument in build_arguments(history)
    )
    for index, entry in enumerate(history):
        if earlier := tuple(_earlier_history(entry.comment, index, limits)):
            fields = [each for each in fields if each.path != f"history[{index}].comment"]
            fields.extend(earlier)
    return fields


def _earlier_history(comment: str, index: int, limits: Limits) -> Iterator[Field]:
    """Yield the values of the history that a tool kept in a comment when it joined all layers."""
    if not comment.lstrip().startswith("["):
        return
    where = f"history[{index}].comment"
    try:
        root = parse_document(comment.encode(), where, limits)
        history = tuple(_history_entry(node) for node in root.items())
    except ContentError:
        return  # a comment like any other: its text is searched
    for field in text_fields(root, "history"):
        yield dataclasses.replace(field, key="", history_index=index)
    for argument in build_arguments(history):
        yield Field(
            kind="history",
            path=f"{where}[{argument.history_index}].created_by",
            key=argument.name,
            value=argument.value,
            history_index=index,
        )
