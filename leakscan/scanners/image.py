"""Scan an image: every layer of every platform, the config, the history, what nobody names."""

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from leakscan.detection.detector import Detector
from leakscan.engine.executor import Lost
from leakscan.images.image import Blob, Field, Image, Layer, Source
from leakscan.images.overlay import Fate, Place, fates, normalise
from leakscan.images.sources.open import open_source
from leakscan.images.sources.settings import DaemonSettings, RegistrySettings
from leakscan.model.finding import Detection, Skipped
from leakscan.model.location import ImageField, LayerFile, LayerRef, Visibility
from leakscan.model.report import ImageSteps, Ledger, Report, Target, TargetKind
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
from leakscan.scanners.fields import instruction_texts, mask_name, mask_names, search_fields
from leakscan.scanners.git import GitPlaces
from leakscan.scanners.options import Progress, ScanOptions
from leakscan.scanners.recovery import Recovery
from leakscan.scanners.search import Found
from leakscan.scanners.shipped import Shipped
from leakscan.scanners.steps import Steps
from leakscan.scanners.stored import StoredBlob
from leakscan.scanners.work import BlobTask, LayerResult, scan_blob

_VENDOR = "vendor-shipped"


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
            _ImageAttribution(
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
        located.extend(_extra(source, results, detector, recovery, _identities(located)))
        located.extend(_loose(source, detector))
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


class _ImageAttribution:
    """Joins what was found in an image's blobs with where the image has them."""

    def __init__(
        self,
        image: Image,
        source: Source,
        results: Mapping[Blob, LayerResult],
        detector: Detector,
        lines: DockerfileLines,
        base: BasePart,
        recovery: Recovery,
        *,
        provenance: bool,
    ) -> None:
        self._image = image
        self._detector = detector
        self._recovery = recovery
        self._image_name = image.name if len({each.name for each in source.images}) > 1 else ""
        self._results = [
            results[layer.blob] if layer.blob is not None else LayerResult.empty()
            for layer in image.layers
        ]
        self._fates = fates(
            [result.names for result in self._results],
            {
                Place(index, found.entry, found.path)
                for index, result in enumerate(self._results)
                for found in result.found
                if found.entry >= 0
            },
        )
        self._texts = instruction_texts(detector, image.history, image.fields)
        self._steps = Steps(image, self._texts, detector, lines, base)
        self._shipped = Shipped(self._results if provenance else ())

    def located(self) -> Iterator[Located]:
        for layer, result in zip(self._image.layers, self._results, strict=True):
            for found in result.found:
                yield from self._in_layer(layer, found)
        for field, detection in search_fields(self._detector, self._image.fields):
            yield Located(detection, self._field(field, detection))

    def steps(self) -> ImageSteps:
        """Return what made the image."""
        return ImageSteps(
            platform=self._image.platform, name=self._image_name, steps=self._steps.all()
        )

    def _in_layer(self, layer: Layer, found: Found) -> Iterator[Located]:
        fate = Fate(Visibility.VISIBLE)
        if found.entry >= 0:
            fate = self._fates[Place(layer.index, found.entry, found.path)]
        path = mask_name(self._detector, found.path)
        for detection in found.detections:
            inner = mask_names(self._detector, detection.inner)
            package = self._shipped.owner(layer.index, found, detection)
            place = LayerFile(
                path=path,
                platforms=(self._image.platform,),
                image=self._image_name,
                layer=LayerRef(
                    index=layer.index,
                    diff_id=layer.diff_id,
                    digest=layer.digest,
                    count=len(self._image.layers),
                ),
                visibility=fate.visibility,
                inner=inner,
                span=detection.span,
                region=detection.region,
                introduced_by=self._steps.of_layer(layer.index, found.path),
                removed_by=None if fate.by is None else self._steps.of_layer(fate.by),
                package=package,
                recovery=self._recovery.of_layer(
                    layer, found.path, inner, hidden=path != found.path or inner != detection.inner
                ),
            )
            yield Located(detection, place, f"{_VENDOR} ({package})" if package else "")

    def _field(self, field: Field, detection: Detection) -> ImageField:
        index = field.history_index
        if index is None and field.key:
            index = self._setting_step(field.key)
        return ImageField(
            kind=field.kind,
            path=field.path,
            platforms=(self._image.platform,),
            image=self._image_name,
            key=field.key,
            span=detection.span,
            region=detection.region,
            introduced_by=None if index is None else self._steps.of_history(index, None),
        )

    def _setting_step(self, key: str) -> int | None:
        """Return the last step that sets a variable or a label, if exactly the history says so."""
        setting = re.compile(rf"\b(?:ENV|LABEL)\b.*?(?:^|\s|=|\"){re.escape(key)}(?:\s|=|\")")
        for index in range(len(self._texts) - 1, -1, -1):
            if setting.search(self._texts[index]):
                return index
        return None


def _identities(located: Sequence[Located]) -> frozenset[str]:
    return frozenset(item.detection.identity for item in located)


def _extra(
    source: Source,
    results: Mapping[Blob, LayerResult],
    detector: Detector,
    recovery: Recovery,
    told: frozenset[str],
) -> Iterator[Located]:
    """Yield what blobs hold that no manifest names; what merely repeats the config, only once."""
    for extra in source.extra_blobs:
        for found in results[extra.blob].found:
            for detection in found.detections:
                if extra.repeats and detection.identity in told:
                    continue
                inner = mask_names(detector, detection.inner)
                place = LayerFile(
                    path=extra.name,
                    platforms=(),
                    layer=LayerRef(index=-1, diff_id=""),
                    visibility=Visibility.VISIBLE,
                    inner=inner,
                    span=detection.span,
                    region=detection.region,
                    recovery=recovery.of_blob(extra.stored_as, inner),
                )
                yield Located(detection, place)


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


def _loose(source: Source, detector: Detector) -> Iterator[Located]:
    """Yield what documents hold that describe none of the images."""
    for field, detection in search_fields(detector, source.fields):
        place = ImageField(
            kind=field.kind,
            path=field.path,
            platforms=(),
            key=field.key,
            span=detection.span,
            region=detection.region,
        )
        yield Located(detection, place)


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
