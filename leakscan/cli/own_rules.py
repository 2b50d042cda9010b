"""A project's own rules and allow-lists, from its configuration."""

from leakscan.cli.configuration import Configuration
from leakscan.detection.registry import load_rules
from leakscan.detection.user_rules import UserRules, parse_user_rules
from leakscan.errors import ConfigError
from leakscan.model.rule import Rule


def user_rules_of(configuration: Configuration) -> UserRules:
    """
    Return the `[[rules]]` and `[[allow]]` of the configuration in force.

    Raises:
        ConfigError: One is not what it must be; the message names the file and the table.
    """
    try:
        return parse_user_rules(configuration.detection, taken=frozenset(load_rules().rules))
    except ConfigError as error:
        raise ConfigError(f"{configuration.path}: {error}", error.hint) from None


def all_rules(configuration: Configuration) -> dict[str, Rule]:
    """Return every rule in force by its id: leakscan's, then the project's."""
    own = user_rules_of(configuration).rules
    return {**load_rules().rules, **{each.rule.id: each.rule for each in own}}
