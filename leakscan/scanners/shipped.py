"""Which detections of an image lie in files that a package brought as they are."""

from collections.abc import Collection, Iterator, Sequence

from leakscan.expressions import expression
from leakscan.images.packages.golang import TREE, module_of
from leakscan.images.packages.records import PackageRecords, Record
from leakscan.images.packages.rpm import UNREAD
from leakscan.model.finding import Detection
from leakscan.scanners.search import Found
from leakscan.scanners.work import LayerResult

_COMPILED = expression(r"(.*/|)__pycache__/([^/.]+)\.[^/]+\.pyc")


class Shipped:
    """Holds what was found in an image's layers, oldest first, against the packages' records."""

    def __init__(self, results: Sequence[LayerResult]) -> None:
        packages = PackageRecords(
            Record(layer, path, data)
            for layer, result in enumerate(results)
            for path, data in result.records
        )
        self._owners: dict[tuple[int, str, str], str] = {}
        """By layer, path and identity."""
        self._lowest: dict[tuple[str, str], tuple[int, str]] = {}
        """The lowest layer in which a package's file at a path has a secret, and the package."""
        for layer, result in enumerate(results):
            trees = dict(result.trees)
            for found in result.found:
                if found.digests is None:
                    continue
                owner = packages.owner(found.path, dict(found.digests), layer)
                module = module_of(found.path)
                if not owner and module in trees:
                    owner = packages.owner(module, {TREE: trees[module]}, layer)
                for detection in found.detections if owner else ():
                    self._owners[layer, found.path, detection.identity] = owner
                    self._lowest.setdefault((found.path, detection.identity), (layer, owner))

    @staticmethod
    def notes(results: Collection[LayerResult]) -> Iterator[str]:
        """Yield which package databases are there and cannot be read."""
        for name in UNREAD:
            entry = b"/" + name.encode() + b"\0"
            if any(entry in each.names.names for each in results):
                yield (
                    f"{name} is a kind of rpm database that is not read: files that its packages"
                    " shipped are reported like any others"
                )

    def owner(self, layer: int, found: Found, detection: Detection) -> str:
        """
        Return the package that shipped a detection; empty: none did.

        No package lists compiled Python, which is made where it is installed: what its source has,
        and a package shipped, is the package's there, too.
        """
        if compiled := _COMPILED.fullmatch(found.path):
            source = f"{compiled[1]}{compiled[2]}.py"
            lowest, owner = self._lowest.get((source, detection.identity), (layer + 1, ""))
            return owner if lowest <= layer else ""
        return self._owners.get((layer, found.path, detection.identity), "")
