"""Which layers of an image its base brought: those that the base image has, too."""

from collections.abc import Iterable
from dataclasses import dataclass

from leakscan.images.image import HistoryEntry, Image, Source


@dataclass(frozen=True, slots=True)
class BasePart:
    """How much of an image is its base's."""

    layers: int = 0
    history: int = 0
    """Steps, counted from the first, with empty layers."""


class BaseImage:
    """An image that others are built on; `notes` says where it is none."""

    def __init__(self, name: str, source: Source) -> None:
        self.notes: list[str] = []
        self._name = name
        self._images = source.images

    def part(self, image: Image) -> BasePart:
        """Return how much of `image` is the base's: all of the base's layers, or nothing."""
        ids = [layer.diff_id for layer in image.layers]
        best = BasePart()
        for base in self._images:
            below = [layer.diff_id for layer in base.layers]
            if below and all(below) and ids[: len(below)] == below and len(below) > best.layers:
                best = BasePart(len(below), _common(base.history, image.history))
        if not best.layers:
            self.notes.append(
                f"{self._name} is not the base of {image.name or 'the image'}"
                f" ({image.platform}): its layers are others"
            )
        return best


def _common(base: Iterable[HistoryEntry], whole: tuple[HistoryEntry, ...]) -> int:
    """Return how many steps the base has, if the image begins with all of them."""
    steps = tuple(base)
    return len(steps) if whole[: len(steps)] == steps else 0
