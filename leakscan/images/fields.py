"""Every string of a JSON document as a value to be searched, with the name it is assigned to."""

import re
from collections.abc import Iterator

from leakscan.images.documents import Json, Node, child, clean
from leakscan.images.field import Field

MAX_FIELDS = 5000
"""Values of one document kept apart; what goes beyond is joined into one, line by line."""

_VARIABLE = re.compile(r"([^=\s]+)=(.*)", re.DOTALL)
_DIGEST = re.compile(r"(?:sha(?:256|384|512):)?[0-9a-f]{64,128}")
_MEDIA_TYPE = re.compile(r"application/vnd\.(?:oci|docker)\.[a-z0-9.+-]{1,80}")
_KNOWN_NAME = re.compile(
    r"(?:org\.opencontainers\.image|io\.containerd\.image|vnd\.docker\.reference)\.[a-z.]{1,24}"
)
_DIGEST_KEYS = frozenset({"digest", "diff_ids", "id", "parent", "container", "Image", "sha256"})
_ENVIRONMENTS = frozenset({"env", "Env"})
_VOCABULARY = frozenset(
    (
        "ArgsEscaped",
        "AttachStderr",
        "AttachStdin",
        "AttachStdout",
        "Cmd",
        "Domainname",
        "Entrypoint",
        "Env",
        "ExposedPorts",
        "Healthcheck",
        "Hostname",
        "Image",
        "Interval",
        "Labels",
        "MacAddress",
        "NetworkDisabled",
        "OnBuild",
        "OpenStdin",
        "Retries",
        "Shell",
        "StartInterval",
        "StartPeriod",
        "StdinOnce",
        "StopSignal",
        "StopTimeout",
        "Test",
        "Timeout",
        "Tty",
        "User",
        "Volumes",
        "WorkingDir",
        "annotations",
        "architecture",
        "artifactType",
        "author",
        "comment",
        "config",
        "container",
        "container_config",
        "created",
        "created_by",
        "data",
        "diff_ids",
        "digest",
        "docker_version",
        "empty_layer",
        "history",
        "id",
        "layers",
        "manifests",
        "mediaType",
        "os",
        "os.features",
        "os.version",
        "parent",
        "platform",
        "rootfs",
        "schemaVersion",
        "size",
        "subject",
        "type",
        "urls",
        "variant",
    )
)


def text_fields(root: Node, kind: str, skip: frozenset[str] = frozenset()) -> Iterator[Field]:
    """
    Yield a field for every string below `root`, in document order.

    An `Env` entry is split into name and value; any other string takes the key it stands under.
    Keys that no specification knows are listed in one last field.  `skip` names keys of `root` that
    somebody else reads.
    """
    count = 0
    overflow: list[str] = []
    names: dict[str, None] = {}
    for node, key in _strings(root, skip, names):
        if not node.text() or _says_nothing(node, key):
            continue
        count += 1
        if count > MAX_FIELDS:
            overflow.append(f"{key}={node.text()}" if key else node.text())
        else:
            yield _field(node, key, kind)
    if overflow:
        yield Field(kind=kind, path=f"{root.where} (further values)", value="\n".join(overflow))
    if names:
        yield Field(kind=kind, path=f"{root.where} (names)", value="\n".join(names))


def raw_field(raw: bytes, kind: str, path: str) -> Field:
    """Return a document that could not be understood as one value: its text."""
    return Field(kind=kind, path=path, value=raw.decode("utf-8", "replace"))


def _strings(
    root: Node, skip: frozenset[str], names: dict[str, None]
) -> Iterator[tuple[Node, str]]:
    """Yield every string with the nearest key above it; without recursion, in order."""
    stack: list[tuple[Json, str, str]] = [(root.value, root.where, "")]
    while stack:
        value, where, key = stack.pop()
        if isinstance(value, str):
            yield Node(value, where), key
        elif isinstance(value, list):
            numbered = [(item, f"{where}[{i}]", key) for i, item in enumerate(value)]
            stack.extend(reversed(numbered))
        elif isinstance(value, dict):
            known = [name for name in value if value is not root.value or name not in skip]
            unknown = (clean(name) for name in known if name not in _VOCABULARY)
            names.update((name, None) for name in unknown if not _KNOWN_NAME.fullmatch(name))
            keyed = [(value[name], child(where, name), clean(name)) for name in known]
            stack.extend(reversed(keyed))


def _says_nothing(node: Node, key: str) -> bool:
    """Whether a value is what its key is for, and can hold nothing else."""
    if key == "mediaType":
        return _MEDIA_TYPE.fullmatch(node.text()) is not None
    return key in _DIGEST_KEYS and _DIGEST.fullmatch(node.text()) is not None


def _field(node: Node, key: str, kind: str) -> Field:
    value = node.text()
    in_list = node.where.endswith("]") and not node.where.endswith("']")
    if in_list and key in _ENVIRONMENTS and (match := _VARIABLE.fullmatch(value)):
        return Field(kind=kind, path=node.where, key=match[1], value=match[2])
    if in_list:
        key = ""
    return Field(kind=kind, path=node.where, key=key.removeprefix("build-arg:"), value=value)
