"""One line for each key of a web service: its issuer, how its name is written, its form."""

import re
from typing import Unpack

from leakscan.detection.facts import Body, TokenFacts, keyed, token
from leakscan.model.rule import Confidence, Rule


def service_key(
    issuer: str, page: str, words: str, value: Body, *, form: str = "", common: bool = False
) -> Rule:
    """
    Return the rule for a key of `issuer`, whose pages for developers begin at `page`.

    `words` are how its name is written in programs, parted by spaces; the first one makes the id,
    with `form` behind it where an issuer has keys of several forms.  A `common` word means other
    things, too: by itself it makes a value worth no more than a look.
    """
    names = tuple(words.split())
    return keyed(
        f"{_slug(names[0])}-key" + (f"-{form}" if form else ""),
        f"{issuer} key",
        issuer=issuer,
        near=names,
        value=value,
        reference=f"https://{page}/",
        remediation=_remediation(issuer),
        confidence=Confidence.REVIEW if common else Confidence.LIKELY,
    )


def service_token(
    issuer: str, page: str, prefix: str, body: Body, **facts: Unpack[TokenFacts]
) -> Rule:
    """Return the rule for a key of `issuer` that names itself by `prefix`; its pages as above."""
    return token(
        f"{_slug(issuer)}-token",
        f"{issuer} key",
        issuer=issuer,
        prefix=prefix,
        body=body,
        reference=f"https://{page}/",
        remediation=_remediation(issuer),
        **facts,
    )


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


def _remediation(issuer: str) -> str:
    return f"Revoke it where {issuer} lists the keys of your account, and issue another."
