"""Scan an image: every layer of every platform, the config, the history, what nobody names."""

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from leakscan.engine.executor import Lost
from leakscan.images.image import Blob, Image, Layer, Source
from leakscan.images.paths import normalise
from leakscan.images.sources.open import open_source
from leakscan.images.sources.settings import DaemonSettings, RegistrySettings
from leakscan.model.finding import Skipped
from leakscan.model.report import Ledger, Report, Target, TargetKind
from leakscan.scanners.assemble import (
    assemble,
    detection_settings,
    executor_for,
    lost_record,
    temporary_folder,
)
from leakscan.scanners.attribution import Located
from leakscan.scanners.base_image import BaseImage, BasePart
from leakscan.scanners.detectors import DetectionSettings, detector_for
from leakscan.scanners.dockerfile_lines import DockerfileLines
from leakscan.scanners.git import GitPlaces
from leakscan.scanners.image_places import ImagePlaces, extra_places, loose_places
from leakscan.scanners.options import Progress, ScanOptions
from leakscan.scanners.recovery import Recovery
from leakscan.scanners.shipped import Shipped
from leakscan.scanners.stored import StoredBlob
from leakscan.scanners.work import BlobTask, LayerResult, scan_blob


def scan_image(
    reference: str,
    *,
    options: ScanOptions,
    platform: str = "all",
    dockerfile: Path | None = None,
    base: str = "",
    provenance: bool = True,
    stdin: BinaryIO | None = None,
    daemon: DaemonSettings | None = None,
    registry: RegistrySettings | None = None,
) -> Report:
    """
    Return what an image gives away.

    `platform` is `all`, or one or several of `os/architecture`, joined by commas.  `base`
    is a reference to the image that this one is built on.  With `provenance`, what a package
    brought unmodified is suppressed.

    Raises:
        TargetError: The target as a whole cannot be read.
        UsageError: The reference, the platform or the Dockerfile makes no sense.
    """
    lines = DockerfileLines.read(dockerfile) if dockerfile else DockerfileLines()
    progress = _Progress(options)
    with contextlib.ExitStack() as stack:
        options = stack.enter_context(temporary_folder(options))
        below = _base_image(base, platform, options, daemon, registry) if base else None
        source = stack.enter_context(
            open_source(
                reference,
                platform=platform,
                temp_dir=options.temp_dir,
                limits=options.limits,
                stdin=stdin,
                on_progress=progress.reading,
                daemon=daemon,
                registry=registry,
            )
        )
        settings = detection_settings(options)
        results = _scan_blobs(source, settings, options, progress)
        places = GitPlaces(result.git for result in results.values())
        results = {
            blob: replace(result, found=places.named(result.found))
            for blob, result in results.items()
        }
        detector = detector_for(settings)
        recovery = Recovery(reference, source)
        images = [
            ImagePlaces(
                image,
                source,
                results,
                detector,
                lines,
                below.part(image) if below else BasePart(),
                recovery,
                provenance=provenance,
            )
            for image in source.images
        ]
        located = [item for image in images for item in image.located()]
        located.extend(extra_places(source, results, detector, recovery, _identities(located)))
        located.extend(loose_places(source, detector))
    return assemble(
        located,
        target=_target(reference, source, dockerfile),
        options=options,
        detector=detector,
        skipped=_skipped(source, results),
        notes=[
            *source.notes,
            *lines.notes,
            *(below.notes if below else ()),
            *(Shipped.notes(results.values()) if provenance else ()),
            *places.notes("image", _missing_from(results)),
        ],
        ledger=sum((result.ledger for result in results.values()), Ledger()),
        images=[image.steps() for image in images],
    )


def _base_image(
    reference: str,
    platform: str,
    options: ScanOptions,
    daemon: DaemonSettings | None,
    registry: RegistrySettings | None,
) -> BaseImage:
    """Return what an image is said to be built on; none of its layers is searched."""
    with open_source(
        reference,
        platform=platform,
        temp_dir=options.temp_dir,
        limits=options.limits,
        daemon=daemon,
        registry=registry,
    ) as source:
        return BaseImage(reference, source)


def _scan_blobs(
    source: Source, settings: DetectionSettings, options: ScanOptions, progress: "_Progress"
) -> dict[Blob, LayerResult]:
    """Return the result for each distinct blob: one that several images share is searched once."""
    tasks = {task.stored.blob: task for task in _tasks(source, settings, options)}
    # The largest first, so that no worker is left alone with a large one at the end.
    ordered = sorted(tasks.values(), key=lambda task: (-task.stored.blob.length, task.stored.name))
    sizes = [task.stored.blob.length for task in ordered]
    progress.start(sizes)
    executor = executor_for(options, sizes)
    executor.warm_up(scan_blob)
    detector_for(settings)  # compiles the patterns, if need be, while the workers start
    outcomes = executor.map(scan_blob, ordered, progress.done)
    return {
        task.stored.blob: _lost(task.stored, outcome) if isinstance(outcome, Lost) else outcome
        for task, outcome in zip(ordered, outcomes, strict=True)
    }


def _tasks(source: Source, settings: DetectionSettings, options: ScanOptions) -> Iterator[BlobTask]:
    for extra in source.extra_blobs:
        stored = StoredBlob(name=extra.name, blob=extra.blob)
        yield BlobTask(
            stored=stored,
            is_layer=False,
            settings=settings,
            limits=options.limits,
            temp_dir=options.temp_dir,
        )
    for image, layer in source.layers():
        if layer.blob is None:
            continue
        stored = StoredBlob(
            name=_layer_name(image, layer),
            blob=layer.blob,
            diff_id=layer.diff_id,
            digest=layer.digest,
            size=layer.size,
        )
        yield BlobTask(
            stored=stored,
            is_layer=True,
            settings=settings,
            limits=options.limits,
            temp_dir=options.temp_dir,
        )


def _layer_name(image: Image, layer: Layer) -> str:
    return layer.name or f"layer {layer.index + 1} of {image.name or image.platform}"


def _lost(stored: StoredBlob, lost: Lost) -> LayerResult:
    skipped = lost_record(lost, stored.name, stored.best_digest)
    size = stored.blob.length
    return LayerResult.empty((skipped,), Ledger(bytes_in=size, bytes_skipped=size))


def _identities(located: Sequence[Located]) -> frozenset[str]:
    return frozenset(item.detection.identity for item in located)


def _missing_from(results: Mapping[Blob, LayerResult]) -> Callable[[str], str]:
    """Return what tells why a repository that something points to is not in the image."""

    def missing(path: str) -> str:
        wanted = normalise(path)
        listed = any(
            b"\0" + wanted + end in b"\0" + result.names.names
            for result in results.values()
            for end in (b"/", b"\0")
        )
        return "" if listed else "not in the image"

    return missing


def _skipped(source: Source, results: Mapping[Blob, LayerResult]) -> Iterator[Skipped]:
    yield from source.skipped
    for image in source.images:
        yield from image.skipped
    for result in results.values():
        yield from result.skipped


def _target(reference: str, source: Source, dockerfile: Path | None) -> Target:
    return Target(
        kind=TargetKind.IMAGE,
        name=reference,
        family=_without_tag(reference),
        source=source.transport,
        digest=source.digest,
        platforms=tuple(sorted({image.platform for image in source.images})),
        dockerfile=str(dockerfile) if dockerfile else "",
    )


def _without_tag(reference: str) -> str:
    """Return a name that stays the same when the image is built again under another tag."""
    return re.sub(r"(?<=[^/])(?::[^/:@]*)?(?:@[^/]*)?$", "", reference)


class _Progress:
    """Turns what happens into `Progress` for whoever asked."""

    def __init__(self, options: ScanOptions) -> None:
        self._tell = options.progress
        self._sizes: Sequence[int] = ()
        self._done = 0

    def reading(self, size: int) -> None:
        self._done += size
        self._say("reading")

    def start(self, sizes: Sequence[int]) -> None:
        self._sizes = sizes
        self._done = 0
        self._say("layers")

    def done(self, number: int) -> None:
        self._done += self._sizes[number]
        self._say("layers")

    def _say(self, what: str) -> None:
        if self._tell:
            total = sum(self._sizes)
            self._tell(Progress(done_bytes=self._done, total_bytes=total, what=what))
