"""The files in which a project excuses findings, read before a scan."""

from pathlib import Path

from leakscan.detection.seal import Following
from leakscan.errors import ConfigError
from leakscan.scanners.baseline import Baseline, from_json, parsed
from leakscan.scanners.detect_secrets import (
    SecretsBaseline,
    is_secrets_baseline,
    read_secrets_baseline,
)
from leakscan.scanners.suppress import Excuses, parse_ignore_file

_MAX_BYTES = 1 << 28


def excuses_of(baseline: Path | None, ignore_file: Path | None) -> Excuses:
    """
    Return what a baseline and an ignore file excuse.

    Raises:
        ConfigError: One of them is not what it must be.
    """
    return Excuses(
        baseline=load(baseline) if baseline else None,
        ignores=parse_ignore_file(text_of(ignore_file), str(ignore_file)) if ignore_file else (),
    )


def following(excuses: Excuses) -> Following | None:
    """Return what values must be followed by so that a baseline can be held against them."""
    match excuses.baseline:
        case Baseline() as baseline:
            rules = frozenset(entry.rule for entry in baseline.entries)
            return Following(salt=baseline.salt, rules=rules)
        case SecretsBaseline():
            return Following(sha1=True)
    return None


def load(path: Path) -> Baseline | SecretsBaseline:
    """
    Return a baseline, leakscan's or that of detect-secrets.

    Raises:
        ConfigError: It is neither, or cannot be read.
    """
    text, name = text_of(path), str(path)
    if is_secrets_baseline(parsed(text, name)):
        return read_secrets_baseline(text, name)
    return from_json(text, name)


def text_of(path: Path) -> str:
    """
    Return the text of a file of the project.

    Raises:
        ConfigError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise ConfigError(f"{path}: larger than {_MAX_BYTES:,} bytes")
        return data.decode("utf-8")
    except FileNotFoundError:
        hint = "Make one with 'leakscan baseline create'."
        raise ConfigError(f"no file {str(path)!r}", hint) from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
