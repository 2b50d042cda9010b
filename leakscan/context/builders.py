"""Which builder a context is handed to: they differ in what they read, prune and send."""

from enum import StrEnum


class Builder(StrEnum):
    """The program that walks the context."""

    BUILDKIT = "buildkit"
    """`docker build` and `docker buildx build` since Docker 23."""
    CLASSIC = "classic"
    """`DOCKER_BUILDKIT=0` and most API clients: the whole context goes to the daemon in a tar."""
    BUILDAH = "buildah"
    """buildah and local podman."""
