"""Keys of services that make pictures, voices and films."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    HEX,
    PADDING,
    UUID,
    Issuer,
)
from leakscan.model.rule import Rule

_HUME = Issuer(
    "Hume", "https://dev.hume.ai/docs/introduction/api-key", "Regenerate it under API keys in Hume."
)
_GLADIA = Issuer("Gladia", "https://docs.gladia.io/", "Delete it under API keys in Gladia.")
_LEONARDO = Issuer(
    "Leonardo.Ai",
    "https://docs.leonardo.ai/docs/create-your-api-key",
    "Delete it under API Access.",
)
_MESHY = Issuer(
    "Meshy",
    "https://docs.meshy.ai/en/api/authentication",
    "Delete it under API in the Meshy settings.",
)
_TRIPO = Issuer("Tripo", "https://platform.tripo3d.ai/docs/", "Delete it under API Keys in Tripo.")
_HEYGEN = Issuer(
    "HeyGen", "https://docs.heygen.com/", "Regenerate it under API in the HeyGen settings."
)
_LMNT = Issuer("LMNT", "https://docs.lmnt.com/", "Delete it in the LMNT account.")
_VAPI = Issuer("Vapi", "https://docs.vapi.ai/", "Delete it under API Keys in the Vapi dashboard.")
_SPEECHMATICS = Issuer(
    "Speechmatics", "https://docs.speechmatics.com/", "Revoke it under API keys."
)
_RECRAFT = Issuer(
    "Recraft", "https://www.recraft.ai/docs", "Delete it under API in the Recraft profile."
)
_LIVEKIT = Issuer(
    "LiveKit", "https://docs.livekit.io/home/get-started/authentication/", "Delete it under Keys."
)
_AGORA = Issuer("Agora", "https://docs.agora.io/", "Reset the certificate in the Agora console.")
_DAILY = Issuer("Daily", "https://docs.daily.co/reference/rest-api", "Rotate it under Developers.")
_UPLOADCARE = Issuer("Uploadcare", "https://uploadcare.com/docs/", "Delete it under API keys.")
_TRANSLOADIT = Issuer(
    "Transloadit", "https://transloadit.com/docs/", "Delete it under Credentials."
)

RULES: tuple[Rule, ...] = (
    _HUME.keyed("hume-api-key", "Hume API key", ("hume", "hume_ai"), ALNUM * 48),
    _GLADIA.keyed("gladia-api-key", "Gladia API key", ("gladia",), UUID),
    _LEONARDO.keyed("leonardo-api-key", "Leonardo.Ai API key", ("leonardo",), UUID),
    _MESHY.token("meshy-api-key", "Meshy API key", "msy_", ALNUM * 40),
    _TRIPO.token("tripo-api-key", "Tripo API key", "tsk_", BASE64URL * 43),
    _HEYGEN.keyed("heygen-api-key", "HeyGen API key", ("heygen",), BASE64 * (50, 72) + PADDING),
    _LMNT.keyed("lmnt-api-key", "LMNT API key", ("lmnt",), HEX * 32),
    _VAPI.keyed("vapi-api-key", "Vapi API key", ("vapi",), UUID),
    _SPEECHMATICS.keyed(
        "speechmatics-api-key", "Speechmatics API key", ("speechmatics",), ALNUM * 32
    ),
    _RECRAFT.keyed("recraft-api-key", "Recraft API key", ("recraft",), ALNUM * (60, 66)),
    _LIVEKIT.keyed("livekit-secret", "LiveKit API secret", ("livekit",), ALNUM * (43, 48)),
    _AGORA.keyed("agora-certificate", "Agora app certificate", ("agora",), HEX * 32),
    _DAILY.keyed(
        "daily-api-key", "Daily API key", ("daily_api", "daily_co", "daily_key"), HEX * 64
    ),
    _UPLOADCARE.keyed("uploadcare-secret", "Uploadcare key", ("uploadcare",), HEX * 20),
    _TRANSLOADIT.keyed("transloadit-secret", "Transloadit auth secret", ("transloadit",), HEX * 40),
)
