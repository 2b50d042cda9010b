"""Keys of services for forms, comments, links and bookings."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    LOWER_NUM,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule

_TYPEFORM = Issuer(
    "Typeform",
    "https://www.typeform.com/developers/get-started/personal-access-token/",
    "Delete it under Personal tokens in the Typeform account.",
)
_JOTFORM = Issuer("Jotform", "https://api.jotform.com/docs/", "Delete it under API in Jotform.")
_DISQUS = Issuer(
    "Disqus", "https://disqus.com/api/docs/auth/", "Reset it in the Disqus API application."
)
_DUB = Issuer("Dub", "https://dub.co/docs/api-reference/tokens", "Delete it under API Keys in Dub.")
_BITLY = Issuer(
    "Bitly", "https://dev.bitly.com/docs/getting-started/authentication/", "Reset it in Bitly."
)
_CAL = Issuer(
    "Cal.com", "https://cal.com/docs/api-reference", "Delete it under API keys in Cal.com."
)

RULES: tuple[Rule, ...] = (
    _TYPEFORM.token(
        "typeform-token",
        "Typeform personal token",
        "tfp_",
        one_of(BASE64URL * (40, 59), BASE64URL * 44 + "_" + BASE64URL * 14),
    ),
    _JOTFORM.keyed("jotform-api-key", "Jotform API key", ("jotform",), LOWER_NUM * 32),
    _DISQUS.keyed("disqus-key", "Disqus API key or secret", ("disqus",), ALNUM * 64),
    _DUB.token("dub-api-key", "Dub API key", "dub_", ALNUM * 24),
    _BITLY.keyed("bitly-token", "Bitly access token", ("bitly", "bit_ly"), HEX * 40),
    _CAL.token("cal-com-api-key", "Cal.com API key", "cal_", either("live_", "") + HEX * 32),
)
