"""One line for each key of a web service: its issuer, how its name is written, its form."""

import re

from leakscan.detection.facts import Body, keyed
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
    slug = re.sub(r"[^a-z0-9]+", "-", names[0].lower())
    return keyed(
        f"{slug}-key" + (f"-{form}" if form else ""),
        f"{issuer} key",
        issuer=issuer,
        near=names,
        value=value,
        reference=f"https://{page}/",
        remediation=f"Revoke it where {issuer} lists the keys of your account, and issue another.",
        confidence=Confidence.REVIEW if common else Confidence.LIKELY,
    )
