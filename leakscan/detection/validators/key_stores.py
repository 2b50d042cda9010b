"""Proof for PKCS#12 stores: opened with the passwords that everybody tries first."""

import warnings

from leakscan.detection.validators import der
from leakscan.detection.validators.verdicts import DROPPED, confirmed, likely, review
from leakscan.model.rule import Severity, Verdict

_GUESSES = (None, b"", b"changeit", b"password", b"changeme")


def pkcs12(data: bytes) -> Verdict:
    """
    Judge a PKCS#12 store: confirmed when a common password opens it and a key is inside.

    One that holds certificates alone, as Java's store of authorities does, is no secret; what
    another password protects is likely to hold a key.

    Source:
        RFC 7292.
    """
    if not der.sequence(data):
        return review("a PKCS#12 store, cut off")
    # Imported here: only key stores need it, and it takes a tenth of a second to load.
    from cryptography.hazmat.primitives.serialization import pkcs12 as store  # noqa: PLC0415 - see above

    for guess in _GUESSES:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                opened = store.load_pkcs12(data, guess)
        except (ValueError, TypeError, NotImplementedError):
            continue
        if opened.key is None:
            return DROPPED
        how = "by no password" if not guess else "by a password that everybody tries"
        return confirmed(f"holds a private key, protected {how}")
    return likely("protected by a password", Severity.MEDIUM)
