"""What leakscan calls visible is what an engine's file system shows."""

from tests.engines.parts import Docker, need_root
from tests.engines.stacks import compare, docker_shows, umoci_shows


def test_docker_exports_what_is_visible(docker: Docker) -> None:
    """For random stacks of layers, `docker export` has the contents that are called visible."""
    with docker_shows(docker) as show:
        assert compare(show, 8, seed=1, repeats=False) == (8, [])


def test_umoci_unpacks_what_is_visible() -> None:
    """For random stacks of layers, `umoci unpack` makes the files that are called visible."""
    need_root()

    assert compare(umoci_shows, 25, seed=2, repeats=True) == (25, [])
