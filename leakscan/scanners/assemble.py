"""What both scanners do at the end: thresholds, the rules behind the findings, one report."""

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from leakscan import __version__
from leakscan.detection.detector import Detector
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer
from leakscan.engine.executor import Executor, Lost
from leakscan.engine.serial import SerialExecutor
from leakscan.model.advice import Advice
from leakscan.model.finding import Finding, Skipped
from leakscan.model.report import ImageSteps, Ledger, Report, Target, Tool
from leakscan.model.rule import Confidence, Rule
from leakscan.scanners.attribution import Located, findings_of
from leakscan.scanners.detectors import DetectionSettings, recognisers_for
from leakscan.scanners.excuses import settled
from leakscan.scanners.fields import mask_name
from leakscan.scanners.options import ScanOptions
from leakscan.streams.belongings import BELONGINGS
from leakscan.streams.limits import MIB

MAX_REVIEW_PLACES = 20_000
"""Places of suppressed findings for review that a report lists: some 25 MB of JSON."""
_WORTH_A_PROCESS = 32 * MIB
"""Starting a worker takes about as long as searching this much."""


@contextlib.contextmanager
def temporary_folder(options: ScanOptions) -> Iterator[ScanOptions]:
    """
    Yield the options for one scan, with a temporary folder of its own, removed at the end.

    A scan whose folder cannot be made goes without: most write nothing.  Without a cache folder
    the compiled patterns lie in the temporary one while the scan runs: the workers load them
    instead of compiling them once more each.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            folder = stack.enter_context(BELONGINGS.folder(options.temp_dir))
            shared = folder if options.jobs > 1 else None
            options = replace(options, temp_dir=folder, cache_dir=options.cache_dir or shared)
        yield options


def detection_settings(options: ScanOptions) -> DetectionSettings:
    """Return what makes detectors for one scan."""
    return DetectionSettings(
        sealer=Sealer(show_secrets=options.show_secrets, following=options.following),
        min_confidence=options.min_confidence,
        cache_dir=options.cache_dir,
        user_rules=options.user_rules,
    )


def executor_for(options: ScanOptions, sizes: Sequence[int]) -> Executor:
    """Return what runs tasks of these sizes, in bytes."""
    jobs = min(options.jobs, len(sizes))
    if jobs <= 1 or sum(sizes) < _WORTH_A_PROCESS:
        return SerialExecutor(options.stop)
    from leakscan.engine.processes import ProcessExecutor  # noqa: PLC0415 - heavy import

    return ProcessExecutor(jobs, options.stop)


def lost_record(lost: Lost, path: str, layer: str = "") -> Skipped:
    """Return what a report says of work that gave no result."""
    hint = "Scan again." if lost.stopped else "Scan again with --jobs 1, and with more memory."
    code = "interrupted" if lost.stopped else "worker.lost"
    return Skipped(path=path, layer=layer, reason=f"{code}: {lost.reason}", hint=hint)


def assemble(
    located: Iterable[Located],
    *,
    target: Target,
    options: ScanOptions,
    detector: Detector,
    skipped: Iterable[Skipped],
    notes: Iterable[str],
    ledger: Ledger,
    images: Sequence[ImageSteps] = (),
    advice: Iterable[Advice] = (),
) -> Report:
    """Return the report of a scan."""
    rules = rules_for(options)
    found, excused = findings_of((settled(item, options.today) for item in located), rules)
    suppressed, unlisted = _listed(excused)
    reported = tuple(finding for finding in found if finding.severity >= options.min_severity)
    return Report(
        tool=Tool(
            version=__version__, rules_digest=load_rules().digest, engine=detector.matcher.engine
        ),
        target=target,
        findings=reported,
        suppressed=suppressed,
        skipped=tuple(dict.fromkeys(without_secrets(detector, each) for each in skipped)),
        notes=tuple(
            dict.fromkeys(
                mask_name(detector, note)
                for note in (*notes, *_not_listed(unlisted), *_not_kept(detector, options))
            )
        ),
        advice=tuple(advice),
        ledger=ledger,
        images=tuple(images),
        rules=_used(rules, (*reported, *suppressed)),
        below_threshold=len(found) - len(reported),
        below_confidence=ledger.below_confidence + detector.left_out,
    )


def without_secrets(detector: Detector, skipped: Skipped) -> Skipped:
    """Return a record with what a hostile name may have brought into it masked."""
    return replace(
        skipped,
        path=mask_name(detector, skipped.path),
        layer=mask_name(detector, skipped.layer),
        reason=mask_name(detector, skipped.reason),
        hint=mask_name(detector, skipped.hint),
    )


def _listed(suppressed: Iterable[Finding]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """
    Return the suppressed findings that a report lists, and those that it only counts.

    What is sure is always listed.  Of what is for review, plugins find a hundred thousand in the
    test data of a module cache: so many places are listed, the worst first.
    """
    listed, unlisted = [], []
    room = MAX_REVIEW_PLACES
    for finding in suppressed:
        places = len(finding.locations) if finding.confidence is Confidence.REVIEW else 0
        if places > room:
            unlisted.append(finding)
        else:
            listed.append(finding)
            room -= places
    return tuple(listed), tuple(unlisted)


def _not_listed(unlisted: Sequence[Finding]) -> Iterator[str]:
    if unlisted:
        reasons = Counter(finding.suppressed.partition(" (")[0] for finding in unlisted)
        why = ", ".join(f"{number:,} {reason}" for reason, number in reasons.most_common(4))
        yield f"{len(unlisted):,} suppressed for review and not listed, as there are so many: {why}"


def _not_kept(detector: Detector, options: ScanOptions) -> Iterator[str]:
    """Yield a note when the next start will have to compile the patterns again."""
    # A process has one matcher, which another scan may have made for another folder.
    if detector.matcher.not_kept.startswith(f"{options.cache_dir}: "):
        yield (
            "the compiled patterns could not be kept, so each start takes seconds longer: "
            f"{detector.matcher.not_kept}; --cache-dir names another place"
        )


def rules_for(options: ScanOptions) -> dict[str, Rule]:
    """Return every rule that a detection may name, by id."""
    recognisers = recognisers_for(options.min_confidence, options.user_rules)
    return {rule.id: rule for recogniser in recognisers for rule in recogniser.rules}


def _used(rules: dict[str, Rule], findings: Iterable[Finding]) -> dict[str, Rule]:
    return {rule_id: rules[rule_id] for rule_id in sorted({f.rule_id for f in findings})}
