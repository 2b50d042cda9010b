"""A value of an image that is searched, with where it stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One decoded value of the config, the history, an annotation or an attestation."""

    kind: str
    """`config`, `history`, `annotation` or `attestation`."""
    path: str
    """`config.Env[3]`, `config.Labels['a.b']`, `history[5].created_by`."""
    key: str = ""
    """Name of the variable, label or build argument; `value` is then its value alone."""
    value: str
    file: str = ""
    """Name of the file that the value is, where it is one: `Dockerfile`, `/app/.env`."""
    history_index: int | None = None
    """For a history field: the entry's position, counted from 0 with empty layers."""
