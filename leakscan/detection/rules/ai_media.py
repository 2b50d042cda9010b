"""Keys of services that hear, speak and draw."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    Issuer,
)
from leakscan.model.rule import Rule

_ELEVENLABS = Issuer(
    "ElevenLabs",
    "https://elevenlabs.io/docs/api-reference/authentication",
    "Delete it under API keys in the ElevenLabs settings.",
)
_DEEPGRAM = Issuer(
    "Deepgram",
    "https://developers.deepgram.com/docs/create-additional-api-keys",
    "Delete it under API Keys in the Deepgram console.",
)
_ASSEMBLYAI = Issuer(
    "AssemblyAI", "https://www.assemblyai.com/docs/", "Regenerate it in the AssemblyAI dashboard."
)
_STABILITY = Issuer(
    "Stability AI",
    "https://platform.stability.ai/docs/api-reference",
    "Delete it under API Keys in the Stability AI account.",
)
_RUNWAY = Issuer(
    "Runway", "https://docs.dev.runwayml.com/", "Disable it under API Keys in the Runway portal."
)
_RETELL = Issuer(
    "Retell AI", "https://docs.retellai.com/", "Delete it under API Keys in the Retell dashboard."
)
_CARTESIA = Issuer(
    "Cartesia", "https://docs.cartesia.ai/", "Delete it under API keys in the Cartesia dashboard."
)
_CLOUDSIGHT = Issuer(
    "CloudSight", "https://cloudsight.docs.apiary.io/", "Ask CloudSight to replace it."
)

RULES: tuple[Rule, ...] = (
    _ELEVENLABS.token("elevenlabs-api-key", "ElevenLabs API key", "sk_", HEX * 48),
    _ELEVENLABS.keyed(
        "elevenlabs-legacy-api-key",
        "ElevenLabs API key, old form",
        ("elevenlabs", "eleven_labs", "xi-api-key"),
        HEX * 32,
    ),
    _DEEPGRAM.keyed("deepgram-api-key", "Deepgram API key", ("deepgram",), HEX * 40),
    _ASSEMBLYAI.keyed("assemblyai-api-key", "AssemblyAI API key", ("assemblyai",), HEX * 32),
    _STABILITY.keyed(
        "stability-api-key",
        "Stability AI API key",
        ("stability", "stabilityai", "dreamstudio"),
        "sk-" + ALNUM * 48,
    ),
    _RUNWAY.token("runway-api-key", "Runway API key", "key_", HEX * 128),
    _RETELL.token("retell-api-key", "Retell AI API key", "key_", HEX * 28),
    _CARTESIA.token("cartesia-api-key", "Cartesia API key", "sk_car_", ALNUM * (20, 24)),
    _CLOUDSIGHT.keyed("cloudsight-api-key", "CloudSight API key", ("cloudsight",), BASE64URL * 22),
)
