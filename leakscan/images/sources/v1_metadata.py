"""
The metadata of single layers, as Docker wrote it before images had manifests.

`docker save` keeps adding one JSON document for each layer, and the last one repeats the image's
config.  No manifest names them, and tools that copy an image leave them out.

Source: moby, image/spec/v1.2.md, "Image JSON Description", and image/tarexport/save.go.
"""

import re

from leakscan.errors import ContentError
from leakscan.images.documents import parse_document
from leakscan.images.image import Blob
from leakscan.images.sources.members import read_blob
from leakscan.streams.limits import Limits

_ID = re.compile(r"[0-9a-f]{64}")


def is_v1_metadata(blob: Blob, limits: Limits) -> bool:
    """Tell whether a blob is such a document; what cannot be read or parsed is none."""
    try:
        root = parse_document(read_blob(blob, limits.max_document_bytes), "", limits).value
    except (ContentError, OSError):
        return False
    return (
        isinstance(root, dict)
        and isinstance(root.get("id"), str)
        and _ID.fullmatch(str(root["id"])) is not None
        and ("container_config" in root or "created" in root)
    )
