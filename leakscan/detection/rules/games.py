"""Keys of games and their services."""

from leakscan.detection.facts import (
    ALNUM,
    ALPHA,
    BASE64,
    BASE64URL,
    HEX,
    HEX_UPPER,
    Alphabet,
    Issuer,
)
from leakscan.model.rule import Rule

_RIOT = Issuer(
    "Riot Games", "https://developer.riotgames.com/docs/portal", "Regenerate it in the portal."
)
_STEAM = Issuer("Steam", "https://steamcommunity.com/dev", "Revoke it at Steam.")
_LICHESS = Issuer(
    "Lichess",
    "https://lichess.org/api#section/Introduction/Authentication",
    "Revoke it at Lichess.",
)
_ROBLOX = Issuer(
    "Roblox", "https://create.roblox.com/docs/cloud/auth/api-keys", "Delete it, or log out."
)
_CURSEFORGE = Issuer("CurseForge", "https://docs.curseforge.com/", "Regenerate it in the console.")
_DISCOGS = Issuer(
    "Discogs", "https://www.discogs.com/developers", "Delete it in the Discogs settings."
)
_GENIUS = Issuer("Genius", "https://docs.genius.com/", "Reset it in the API client.")
_STRAVA = Issuer(
    "Strava", "https://developers.strava.com/docs/authentication/", "Revoke the app's secret."
)
_FITBIT = Issuer(
    "Fitbit", "https://dev.fitbit.com/build/reference/web-api/developer-guide/", "Reset it."
)
_GIPHY = Issuer("Giphy", "https://developers.giphy.com/docs/api/", "Delete the app at Giphy.")
_MUX = Issuer(
    "Mux", "https://www.mux.com/docs/core/make-api-requests", "Delete it under Access Tokens."
)
_PEXELS = Issuer("Pexels", "https://www.pexels.com/api/documentation/", "Regenerate it at Pexels.")

_LOWER_ID = Alphabet("hex", rb"0-9a-z")
_RIOT_ID = (
    _LOWER_ID * 8
    + "-"
    + _LOWER_ID * 4
    + "-"
    + _LOWER_ID * 4
    + "-"
    + _LOWER_ID * 4
    + "-"
    + _LOWER_ID * 12
)
_BCRYPT = Alphabet("alnum", rb"0-9A-Za-z./")

RULES: tuple[Rule, ...] = (
    _RIOT.token("riot-api-key", "Riot Games API key", "RGAPI-", _RIOT_ID),
    _STEAM.keyed("steam-api-key", "Steam Web API key", ("steam",), HEX_UPPER * 32),
    _LICHESS.token("lichess-token", "Lichess token", "lip_", ALNUM * (20, 32)),
    _ROBLOX.token(
        "roblox-cookie",
        "Roblox session cookie",
        "_|WARNING:-DO-NOT-SHARE-THIS.--Sharing-this-will-allow-someone-to-log-in-as-you-and-to-steal-your-ROBUX-and-items.|_",
        HEX_UPPER * (100, 1200),
    ),
    _CURSEFORGE.keyed(
        "curseforge-api-key",
        "CurseForge API key",
        ("curseforge", "cf_api_key"),
        "$2a$10$" + _BCRYPT * 53,
    ),
    _DISCOGS.keyed("discogs-token", "Discogs token", ("discogs",), ALPHA * 40),
    _GENIUS.keyed("genius-token", "Genius access token", ("genius",), BASE64URL * 64),
    _STRAVA.keyed("strava-secret", "Strava secret or token", ("strava",), HEX * 40),
    _FITBIT.keyed("fitbit-secret", "Fitbit client secret", ("fitbit",), HEX * 32),
    _GIPHY.keyed("giphy-key", "Giphy API key", ("giphy",), ALNUM * 32),
    _MUX.keyed("mux-token-secret", "Mux token secret", ("mux",), BASE64 * 75),
    _PEXELS.keyed("pexels-key", "Pexels API key", ("pexels",), ALNUM * 56),
)
