"""Keys of services for listening and watching."""

from leakscan.detection.facts import (
    HEX,
    LOWER_NUM,
    Issuer,
)
from leakscan.model.rule import Rule

_SPOTIFY = Issuer(
    "Spotify", "https://developer.spotify.com/documentation/web-api", "Rotate it in the dashboard."
)
_TWITCH = Issuer(
    "Twitch",
    "https://dev.twitch.tv/docs/authentication/",
    "Issue a new secret in the Twitch console.",
)
_VIMEO = Issuer(
    "Vimeo", "https://developer.vimeo.com/api/authentication", "Revoke it in the Vimeo app."
)
_LASTFM = Issuer("Last.fm", "https://www.last.fm/api/authentication", "Ask Last.fm to replace it.")

RULES: tuple[Rule, ...] = (
    _SPOTIFY.keyed("spotify-secret", "Spotify client secret", ("spotify",), HEX * 32),
    _TWITCH.keyed("twitch-secret", "Twitch secret or token", ("twitch",), LOWER_NUM * 30),
    _TWITCH.token("twitch-oauth-token", "Twitch chat token", "oauth:", LOWER_NUM * 30, mixed=True),
    _VIMEO.keyed("vimeo-token", "Vimeo access token", ("vimeo",), HEX * 32),
    _LASTFM.keyed("lastfm-key", "Last.fm API key or secret", ("lastfm", "last_fm"), HEX * 32),
)
