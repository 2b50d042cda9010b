"""Every rule there is, collected from the modules of `leakscan.detection.rules`."""

import hashlib
import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType, ModuleType

from leakscan.detection import neighbours
from leakscan.detection import rules as rules_package
from leakscan.detection.confirm import pattern_recogniser
from leakscan.detection.content import Recogniser
from leakscan.model.rule import Rule


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What is looked for, in an order that never depends on the machine."""

    recognisers: tuple[Recogniser, ...]
    rules: Mapping[str, Rule]
    """By id, sorted."""
    digest: str
    """`sha256:...` of all that decides what is found; caches are keyed by it."""


@cache
def load_rules() -> RuleSet:
    """
    Return the rules that come with leakscan.

    A module of `leakscan.detection.rules` has `RULES`, each confirmed by its own pattern,
    `SERVICES`, whose values are looked for near the names of their issuers, or `RECOGNISERS`, which
    bring their own code.
    """
    recognisers: list[Recogniser] = []
    rules: list[Rule] = []
    services: list[Rule] = []
    for module in _modules():
        rules += getattr(module, "RULES", ())
        services += getattr(module, "SERVICES", ())
        recognisers += getattr(module, "RECOGNISERS", ())
    # The name of some is short, or a word like any other: it would be looked at wherever it stands.
    rules += [rule for rule in services if not neighbours.covers(rule)]
    recognisers += map(pattern_recogniser, rules)
    return assemble([*recognisers, neighbours.recogniser([*services, *rules])])


def assemble(recognisers: Iterable[Recogniser]) -> RuleSet:
    """
    Return the set of `recognisers`, in their order.

    Raises:
        ValueError: Two different rules have the same id.
    """
    recognisers = tuple(recognisers)
    by_id: dict[str, Rule] = {}
    for recogniser in recognisers:
        for rule in recogniser.rules:
            if by_id.setdefault(rule.id, rule) is not rule:
                raise ValueError(f"two rules have the id {rule.id!r}")
    return RuleSet(
        recognisers=recognisers,
        rules=MappingProxyType(dict(sorted(by_id.items()))),
        digest=digest(recognisers),
    )


def digest(recognisers: Iterable[Recogniser]) -> str:
    """Return a hash of what decides the findings: patterns, anchors, gates and proofs."""
    facts = [
        (
            recogniser.anchors,
            recogniser.files.pattern.pattern if recogniser.files else "",
            recogniser.caseless,
            recogniser.specific,
            _name(recogniser.confirm),
            [_facts(rule) for rule in recogniser.rules],
        )
        for recogniser in recognisers
    ]
    return "sha256:" + hashlib.sha256(repr(facts).encode()).hexdigest()


def _facts(rule: Rule) -> tuple[object, ...]:
    return (
        rule.id,
        rule.anchor,
        rule.pattern,
        rule.caseless,
        int(rule.severity),
        int(rule.confidence),
        rule.min_entropy,
        rule.chosen,
        _name(rule.proof) if rule.proof else "",
    )


def _name(function: object) -> str:
    """Return where `function` is defined, or what a partial of it calls."""
    function = getattr(function, "func", function)
    return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '')}"


def _modules() -> list[ModuleType]:
    names = sorted(
        module.name
        for module in pkgutil.walk_packages(rules_package.__path__, rules_package.__name__ + ".")
    )
    return [importlib.import_module(name) for name in names]
