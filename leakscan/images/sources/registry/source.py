"""The registry as a source: an image is pulled into a directory, and read as a layout is."""

import time
from collections.abc import Callable
from pathlib import Path

from leakscan.errors import UsageError
from leakscan.images.reference import parse_name
from leakscan.images.sources.archive import read_documents
from leakscan.images.sources.catalogue import Catalogue
from leakscan.images.sources.members import directory_members
from leakscan.images.sources.registry.blobs import Budget
from leakscan.images.sources.registry.client import Client
from leakscan.images.sources.registry.pull import Puller
from leakscan.images.sources.settings import RegistrySettings
from leakscan.streams.limits import Limits


def open_registry(
    text: str,
    directory: Path,
    *,
    platforms: frozenset[str],
    limits: Limits,
    settings: RegistrySettings,
    on_progress: Callable[[int], None] | None,
) -> Catalogue:
    """
    Return what the registry has under a name; its blobs lie in `directory`, which was empty.

    Raises:
        UsageError: No image can have the name.
        RegistryError: The registry does not give the image.
        TargetUnreadable: There is no room for it.
    """
    if "@" in text.partition("/")[0]:
        # Not quoted: it may be a password.
        hint = "Log in instead: docker login HOST."
        raise UsageError("the name of an image holds no user and no password", hint)
    deadline = time.monotonic() + settings.deadline_seconds
    client = Client.connect(parse_name(text), settings, deadline)
    try:
        puller = Puller(
            client=client,
            directory=directory,
            platforms=platforms,
            limits=limits,
            budget=Budget(limits.max_spool_bytes, on_progress),
        )
        puller.run()
    finally:
        client.web.close()
    members = directory_members(directory)
    for digest, fault in puller.faults.items():
        members.faults["blobs/" + digest.replace(":", "/")] = (fault.reason, fault.hint)
    catalogue = read_documents(members, limits)
    for digest, fault in puller.faults.items():
        if members.find("blobs/" + digest.replace(":", "/")) is not None:
            catalogue.skip(digest, fault.reason, fault.hint)
    catalogue.notes.extend(client.found.problems)
    return catalogue
