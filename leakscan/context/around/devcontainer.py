"""
What a development container's description gives to the build of one directory.

Source:
    containers.dev, devcontainer.json reference.
"""

import posixpath
from collections.abc import Iterator

from leakscan.context.around.compose import Builds
from leakscan.context.around.feeds import Feed, Role
from leakscan.context.around.source import Source, document, fields, pairs, scalar


def feeds(source: Source, builds: Builds) -> Iterator[Feed]:
    """
    Yield the values for this directory's build, and for its container.

    Raises:
        NotReadable: It is no JSON, comments aside.
    """
    top = fields(document(source.text, comments=True))
    build = fields(top.get("build"))
    dockerfile = scalar(build.get("dockerfile")) or scalar(top.get("dockerFile"))
    context = scalar(build.get("context")) or scalar(top.get("context")) or "."
    if not dockerfile or not builds(
        posixpath.normpath(posixpath.join(source.directory, context)),
        posixpath.normpath(posixpath.join(source.directory, dockerfile)),
    ):
        return
    yield from pairs(source, "build.args", Role.ARGUMENT, build.get("args"))
    for name in ("containerEnv", "remoteEnv"):
        yield from pairs(source, name, Role.RUNTIME, top.get(name))
