"""Where what was found in an image lies: layer and instruction, or field; and whether it shows."""

import re
from collections.abc import Iterable, Iterator, Mapping

from leakscan.detection.detector import Detector
from leakscan.detection.seal import MARK
from leakscan.images.field import Field
from leakscan.images.history import instruction_text
from leakscan.images.image import Blob, HistoryEntry, Image, Layer, Source
from leakscan.images.overlay import Fate, Place, fates
from leakscan.model.finding import Detection
from leakscan.model.location import ImageField, LayerFile, LayerRef, Visibility
from leakscan.model.report import ImageSteps
from leakscan.scanners.attribution import Located
from leakscan.scanners.base_image import BasePart
from leakscan.scanners.dockerfile_lines import DockerfileLines
from leakscan.scanners.fields import mask, mask_name, mask_names, search_fields, suspect
from leakscan.scanners.recovery import Recovery
from leakscan.scanners.search import Found
from leakscan.scanners.shipped import Shipped
from leakscan.scanners.steps import Steps
from leakscan.scanners.work import LayerResult

_VENDOR = "vendor-shipped"


class ImagePlaces:
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
        self._texts = _instruction_texts(detector, image.history, image.fields)
        self._steps = Steps(image, self._texts, detector, lines, base)
        self._shipped = Shipped(self._results if provenance else ())

    def located(self) -> Iterator[Located]:
        """Yield everything found in the image's layers and fields, in their order."""
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


def extra_places(
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


def loose_places(source: Source, detector: Detector) -> Iterator[Located]:
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


def _instruction_texts(
    detector: Detector, history: tuple[HistoryEntry, ...], fields: Iterable[Field]
) -> tuple[str, ...]:
    """
    Return each step of a history as a person would read it, with every secret in it masked.

    Everything that any recogniser suspects is masked, whatever the confidence asked for.
    """
    named = [field for field in fields if field.key and suspect(detector, field)]
    texts = []
    for entry in history:
        text = instruction_text(entry.created_by)
        for field in sorted(named, key=lambda field: -len(field.value)):
            text = text.replace(f"{field.key}={field.value}", f"{field.key}={MARK}")
        texts.append(mask(detector, text))
    return tuple(texts)
