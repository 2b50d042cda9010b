"""Keys of platforms that run applications and sites."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    PADDING,
    UUID,
    Alphabet,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule

_HEROKU = Issuer(
    "Heroku",
    "https://devcenter.heroku.com/articles/authentication",
    "Revoke it under Applications in the Heroku account settings.",
)
_FLY = Issuer(
    "Fly.io",
    "https://fly.io/docs/security/tokens/",
    "Revoke it with `fly tokens revoke` or in the Fly.io dashboard.",
)
_NETLIFY = Issuer(
    "Netlify",
    "https://docs.netlify.com/api/get-started/",
    "Revoke it under Applications in the Netlify user settings.",
)
_VERCEL = Issuer(
    "Vercel",
    "https://vercel.com/docs/rest-api",
    "Delete it under Tokens in the Vercel account settings.",
)
_RENDER = Issuer(
    "Render", "https://render.com/docs/api", "Revoke it under API Keys in the Render settings."
)
_RAILWAY = Issuer(
    "Railway",
    "https://docs.railway.com/reference/public-api",
    "Delete it under Tokens in the Railway account or project.",
)

_MACAROONS = Alphabet("base64", rb"0-9A-Za-z+/=_,-")
_IONIC = Issuer(
    "Ionic", "https://ionic.io/docs/appflow/personal-access-tokens", "Revoke it in Appflow."
)

RULES: tuple[Rule, ...] = (
    _HEROKU.token("heroku-token", "Heroku API token", "HRKU-", one_of("AA" + BASE64URL * 58, UUID)),
    _HEROKU.keyed("heroku-api-key", "Heroku API key", ("heroku",), UUID),
    _FLY.token(
        "flyio-token",
        "Fly.io access token",
        "fm",
        either("1a_", "1r_", "2_") + BASE64 * (80, 1600) + PADDING,
        min_entropy=4.0,
    ),
    _FLY.token(
        "flyio-token-header",
        "Fly.io access token in a header",
        "FlyV1 ",
        _MACAROONS * (80, 1600),
        min_entropy=4.0,
    ),
    _FLY.token("flyio-oauth-token", "Fly.io personal token", "fo1_", BASE64URL * 43),
    _NETLIFY.token(
        "netlify-token", "Netlify token", "nf", either("p", "c", "o", "u", "b") + "_" + ALNUM * 36
    ),
    _NETLIFY.keyed(
        "netlify-legacy-token", "Netlify access token, old form", ("netlify",), BASE64URL * (40, 46)
    ),
    _VERCEL.token(
        "vercel-token", "Vercel token", "vc", either("p", "k", "a", "i", "r") + "_" + ALNUM * 56
    ),
    _VERCEL.keyed("vercel-legacy-token", "Vercel token, old form", ("vercel",), ALNUM * 24),
    _VERCEL.token(
        "vercel-blob-token",
        "Vercel Blob token",
        "vercel_blob_rw_",
        ALNUM * (14, 18) + "_" + ALNUM * (28, 34),
    ),
    _RENDER.token("render-api-key", "Render API key", "rnd_", ALNUM * (28, 32)),
    _RAILWAY.keyed("railway-token", "Railway token", ("railway",), UUID),
    _IONIC.token("ionic-token", "Ionic personal access token", "ion_", ALNUM * 42, mixed=True),
)
