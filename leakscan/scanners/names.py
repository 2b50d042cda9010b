"""Names made safe to show where nothing is searched: in lists of files, and in errors."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import accumulate

from leakscan.context.prediction import PredictedFile, Prediction
from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.errors import UsageError
from leakscan.model.rule import Confidence
from leakscan.scanners.assemble import detection_settings, without_secrets
from leakscan.scanners.context_files import Masks
from leakscan.scanners.detectors import detector_for
from leakscan.scanners.fields import mask_name
from leakscan.scanners.options import ScanOptions


def showable(prediction: Prediction, options: ScanOptions) -> Prediction:
    """Return a prediction of which every name and every line can be shown."""
    detector = detector_for(detection_settings(options))
    masks = Masks(detector)
    listed = (prediction.files, *(part.files for part in prediction.named))
    named = masked_names(detector, (file.path for files in listed for file in files))
    return replace(
        prediction,
        ignore_file=mask_name(detector, prediction.ignore_file),
        files=_files(prediction.files, named, masks),
        named=tuple(
            replace(
                part,
                shown=mask_name(detector, part.shown),
                ignore_file=mask_name(detector, part.ignore_file),
                files=_files(part.files, named, masks),
            )
            for part in prediction.named
        ),
        skipped=tuple(without_secrets(detector, each) for each in prediction.skipped),
        notes=tuple(mask_name(detector, note) for note in prediction.notes),
    )


@contextmanager
def masked_errors(options: ScanOptions) -> Iterator[None]:
    """Mask what a wrong request is answered with: the names of a Dockerfile's stages."""
    try:
        yield
    except UsageError as error:
        detector = detector_for(detection_settings(options))
        message, hint = (mask_name(detector, text) for text in (error.message, error.hint))
        raise type(error)(message, hint) from error


def masked_names(detector: Detector, names: Iterable[str]) -> Mapping[str, str]:
    """
    Return those of the names that hold a secret, each with what is to be shown instead.

    All of them are searched at once, as a scan does it: there may be a million.
    """
    plain: list[str] = []
    suspect: set[str] = set()
    for name in names:
        if "\n" in name:
            suspect.add(name)
        else:
            plain.append(name)
    lines = [name.encode("utf-8", "surrogateescape") for name in plain]
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    for _, candidate in detector.candidates(Content(data=b"\n".join(lines), name="file names")):
        if candidate.confidence >= Confidence.LIKELY:
            first = bisect_right(starts, candidate.span.offset) - 1
            last = bisect_right(starts, max(candidate.span.offset, candidate.span.end - 1)) - 1
            suspect.update(plain[first : last + 1])
    shown = {name: mask_name(detector, name) for name in suspect}
    return {name: text for name, text in shown.items() if text != name}


def _files(
    files: tuple[PredictedFile, ...], named: Mapping[str, str], masks: Masks
) -> tuple[PredictedFile, ...]:
    """Return the files with masked names and lines; those without a secret are the same objects."""
    originals = {id(file.decided_by): file.decided_by for file in files}
    lines = {key: masks.lines(original) for key, original in originals.items()}
    if not named and all(lines[key] == original for key, original in originals.items()):
        return files
    return tuple(
        file._replace(path=named.get(file.path, file.path), decided_by=lines[id(file.decided_by)])
        for file in files
    )
